/** The page before its first data: every place that the script fills has an id. */
export const BODY = `
<a class="skip" href="#main">To the content</a>
<header>
  <div class="who">
    <span id="status" class="status unknown" role="status"><span class="mark" aria-hidden="true"></span><span id="status-text">Connecting</span></span>
    <h1 id="service">Service</h1>
    <span id="environment" class="pill" hidden></span>
    <span id="facts" class="muted"></span>
  </div>
  <div class="controls">
    <span id="fresh" class="muted"></span>
    <button id="pause" type="button" aria-pressed="false">Pause</button>
    <button id="theme" type="button" aria-label="Theme: as the system">Theme: auto</button>
  </div>
</header>
<div id="trouble" class="trouble" role="alert" hidden></div>
<form id="login" class="card login" hidden>
  <h2>Token</h2>
  <p class="muted">What this page shows is behind the token of the service (<code>ATALAYA_HEALTH_TOKEN</code>), which in production has to be set. It stays in this tab.</p>
  <label for="token">Token</label>
  <div class="row"><input id="token" type="password" autocomplete="off" required spellcheck="false"><button type="submit" class="primary">Open</button></div>
  <p id="login-error" class="bad" role="alert"></p>
</form>
<main id="main" tabindex="-1" hidden>
  <section id="alerts" class="alerts" aria-label="Alerts that fire" hidden></section>
  <section aria-label="Golden signals" class="grid signals">
    <article class="card" id="card-rate"><h2>Requests</h2><p class="value"><b id="rate">–</b><small>a second</small></p><p class="muted sub" id="rate-sub"></p><div class="chart" id="chart-rate"></div></article>
    <article class="card" id="card-errors"><h2>Errors</h2><p class="value"><b id="errors">–</b><small>%</small></p><p class="muted sub" id="errors-sub"></p><div class="chart" id="chart-errors"></div></article>
    <article class="card" id="card-time"><h2>Response time</h2><p class="value"><b id="time">–</b><small id="time-unit">p95</small></p><p class="muted sub" id="time-sub"></p><div class="chart" id="chart-time"></div></article>
    <article class="card" id="card-active"><h2>Under way</h2><p class="value"><b id="active">–</b><small>requests</small></p><p class="muted sub" id="active-sub"></p><div class="chart" id="chart-active"></div></article>
  </section>
  <section class="grid half">
    <article class="card"><h2>Health checks</h2><ul id="checks" class="checks"></ul><div id="breakers-box" hidden><h3>Circuit breakers</h3><ul id="breakers" class="checks"></ul></div></article>
    <article class="card"><h2>Machine and process</h2><div id="meters" class="meters"></div><dl id="process" class="facts"></dl></article>
  </section>
  <section class="grid half">
    <article class="card"><h2>CPU and memory</h2><div class="chart" id="chart-machine"></div></article>
    <article class="card"><h2>Event loop</h2><div class="chart" id="chart-loop"></div></article>
  </section>
  <section class="grid wide">
    <article class="card"><div class="head"><h2>Routes</h2><span class="muted" id="routes-sub"></span></div><div class="scroll" tabindex="0" role="region" aria-label="Routes"><table id="routes"><thead><tr></tr></thead><tbody></tbody></table></div><p class="empty" id="routes-empty" hidden></p></article>
    <article class="card"><div class="head"><h2>Requests under way</h2><span class="muted" id="running-sub"></span></div><div class="scroll" tabindex="0" role="region" aria-label="Requests under way"><table id="running"><thead><tr><th scope="col">Route</th><th scope="col">Request id</th><th scope="col" class="number">For</th></tr></thead><tbody></tbody></table></div><p class="empty" id="running-empty" hidden></p></article>
  </section>
  <section class="grid wide">
    <article class="card">
      <div class="head"><h2>Recent log lines</h2>
        <div class="filters"><label for="level">Level</label><select id="level"><option value="trace">all</option><option value="info">info and above</option><option value="warn">warn and above</option><option value="error">error and above</option></select>
        <label for="find">Contains</label><input id="find" type="search" autocomplete="off" spellcheck="false"></div></div>
      <div id="logs" class="logs" role="region" aria-label="Log lines, newest first" tabindex="0"></div><p class="empty" id="logs-empty" hidden></p>
    </article>
    <article class="card"><h2>Alerts</h2><div class="scroll" tabindex="0" role="region" aria-label="Rules of alerts"><table id="rules"><thead><tr><th scope="col">Rule</th><th scope="col">State</th><th scope="col" class="number">Now</th><th scope="col" class="number">Fires above</th></tr></thead><tbody></tbody></table></div><h3>Told lately</h3><ol id="history" class="history"></ol><p class="empty" id="history-empty" hidden></p></article>
  </section>
  <footer><div><h2>Signals</h2><p id="signals" class="chips"></p></div><div><h2>Features</h2><p id="features" class="chips"></p></div></footer>
</main>
`
