/**
 * What runs in the browser: asks for the data every 5 seconds and puts it in place. Text of the service, such as a log line, gets
 * into the page as text only (`textContent`), never as HTML. Kept free of back quotes, which would end this string.
 */
export const SCRIPT: string = String.raw`
'use strict'
;(function () {
  var POLL_MS = 5000, HIDDEN_POLL_MS = 15000, SPAN_MS = 30 * 60000, LEAST_SPAN_MS = 5 * 60000, GAP_MS = 20000
  var SVG = 'http://www.w3.org/2000/svg'
  var base = location.pathname.replace(/\/dashboard\/?$/, '')
  var $ = function (id) { return document.getElementById(id) }
  var moments = [], data = null, answeredMs = 0, timer = 0, asking = null, paused = false, failing = false, sort = { key: 'count', down: true }
  var token = store(sessionStorage, 'atalaya-token') || ''

  // ---- small helpers

  function store(where, key, value) {
    try {
      if (value === undefined) return where.getItem(key)
      if (value === '') where.removeItem(key)
      else where.setItem(key, value)
    } catch (error) { return null }
  }
  function make(tag, name, text) {
    var node = document.createElement(tag)
    if (name) node.className = name
    if (text !== undefined) node.textContent = text
    return node
  }
  function add(parent) {
    for (var i = 1; i < arguments.length; i++) if (arguments[i]) parent.appendChild(arguments[i])
    return parent
  }
  function put(id, text) {
    var node = $(id)
    if (node.textContent !== text) node.textContent = text
  }
  function show(id, on) { $(id).hidden = !on }
  function svg(tag, attributes) {
    var node = document.createElementNS(SVG, tag)
    for (var name in attributes) node.setAttribute(name, attributes[name])
    return node
  }
  function round(value, digits) {
    return Number(value).toLocaleString('en', { maximumFractionDigits: digits, useGrouping: true })
  }
  function count(value) { return value < 10 ? round(value, value < 1 ? 2 : 1) : round(value, 0) }
  function percent(value) { return value > 0 && value < 10 ? round(value, 1) : round(value, 0) }
  function ms(value) {
    if (value >= 60000) return round(value / 60000, 1) + ' min'
    if (value >= 1000) return round(value / 1000, value < 10000 ? 2 : 1) + ' s'
    return round(value, value < 10 ? 1 : 0) + ' ms'
  }
  function bytes(value) {
    var units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'], index = 0
    while (value >= 1024 && index < 4) { value /= 1024; index++ }
    return round(value, value < 10 ? 1 : 0) + ' ' + units[index]
  }
  function lasting(seconds) {
    seconds = Math.max(0, Math.round(seconds))
    if (seconds < 60) return seconds + ' s'
    if (seconds < 3600) return Math.floor(seconds / 60) + ' min'
    if (seconds < 86400) return Math.floor(seconds / 3600) + ' h ' + Math.floor((seconds % 3600) / 60) + ' min'
    return Math.floor(seconds / 86400) + ' d ' + Math.floor((seconds % 86400) / 3600) + ' h'
  }
  function two(value) { return (value < 10 ? '0' : '') + value }
  function clock(value, seconds) {
    var date = new Date(value)
    return isNaN(date) ? '' : two(date.getHours()) + ':' + two(date.getMinutes()) + (seconds ? ':' + two(date.getSeconds()) : '')
  }
  function since(iso) { return clock(iso) + ', for ' + lasting((Date.parse(data.health.time) - Date.parse(iso)) / 1000) }

  // ---- charts

  function niceMax(value, least) {
    value = Math.max(value, least)
    var power = Math.pow(10, Math.floor(Math.log10(value)))
    var steps = [1, 2, 4, 5, 10]
    for (var i = 0; i < steps.length; i++) if (steps[i] * power >= value * 0.999) return steps[i] * power
    return 10 * power
  }

  /** options: series [{ key, label, style }], format, least (of the top), top (fixed), name */
  function Chart(id, options) {
    this.root = $(id)
    this.options = options
    this.at = -1
    var self = this
    this.root.tabIndex = 0
    this.root.setAttribute('role', 'img')
    if (options.series.length > 1) {
      this.legend = make('div', 'legend')
      options.series.forEach(function (series) {
        var key = svg('svg', { viewBox: '0 0 22 8', 'aria-hidden': 'true' })
        key.appendChild(svg('line', { x1: 0, x2: 22, y1: 4, y2: 4, class: 'line s' + series.style }))
        self.legend.appendChild(add(make('span'), key, document.createTextNode(series.label)))
      })
    }
    this.root.addEventListener('pointermove', function (event) { self.point(event.clientX) })
    this.root.addEventListener('pointerleave', function () { self.at = -1; self.draw() })
    this.root.addEventListener('blur', function () { self.at = -1; self.draw() })
    this.root.addEventListener('keydown', function (event) {
      var step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
      if (step === 0 || moments.length === 0) return
      event.preventDefault()
      self.at = Math.min(moments.length - 1, Math.max(0, (self.at < 0 ? moments.length - 1 : self.at) + step))
      self.draw()
    })
    new ResizeObserver(function () { self.draw() }).observe(this.root)
  }
  Chart.prototype.point = function (clientX) {
    if (!this.scale) return
    var x = clientX - this.root.getBoundingClientRect().left, best = -1, distance = Infinity
    for (var i = 0; i < moments.length; i++) {
      var off = Math.abs(this.scale.x(moments[i].timeMs) - x)
      if (off < distance) { distance = off; best = i }
    }
    this.at = best
    this.draw()
  }
  Chart.prototype.draw = function () {
    var options = this.options, width = this.root.clientWidth, height = 120
    if (width === 0) return
    var left = 50, right = 8, top = 8, bottom = 20
    var image = svg('svg', { viewBox: '0 0 ' + width + ' ' + height, height: height, 'aria-hidden': 'true' })
    var enough = moments.length > 1
    var last = enough ? moments[moments.length - 1].timeMs : Date.now()
    var first = enough ? Math.min(moments[0].timeMs, last - LEAST_SPAN_MS) : last - LEAST_SPAN_MS
    var highest = 0
    moments.forEach(function (moment) {
      options.series.forEach(function (series) { highest = Math.max(highest, moment[series.key]) })
    })
    var max = options.top || niceMax(highest, options.least)
    var x = function (timeMs) { return left + ((timeMs - first) / (last - first)) * (width - left - right) }
    var y = function (value) { return top + (1 - value / max) * (height - top - bottom) }
    this.scale = { x: x }
    ;[0, max / 2, max].forEach(function (value) {
      image.appendChild(svg('line', { x1: left, x2: width - right, y1: y(value), y2: y(value), class: 'gridline' }))
      var label = svg('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end' })
      label.textContent = options.tick(value)
      image.appendChild(label)
    })
    var times = width < 330 ? [[first, 'start'], [last, 'end']] : [[first, 'start'], [(first + last) / 2, 'middle'], [last, 'end']]
    times.forEach(function (pair) {
      var label = svg('text', { x: x(pair[0]), y: height - 4, 'text-anchor': pair[1] })
      label.textContent = clock(pair[0])
      image.appendChild(label)
    })
    if (enough) options.series.forEach(function (series) {
      var path = '', area = '', startX = 0, before = 0, lastX = 0
      moments.forEach(function (moment) {
        var px = x(moment.timeMs).toFixed(1), py = y(Math.min(max, moment[series.key])).toFixed(1)
        if (path === '' || moment.timeMs - before > GAP_MS) {
          if (area !== '') area += 'L' + lastX + ' ' + y(0) + 'Z'
          path += 'M' + px + ' ' + py
          area += 'M' + px + ' ' + y(0) + 'L' + px + ' ' + py
        } else {
          path += 'L' + px + ' ' + py
          area += 'L' + px + ' ' + py
        }
        before = moment.timeMs
        lastX = px
      })
      if (series.fill) image.appendChild(svg('path', { d: area + 'L' + lastX + ' ' + y(0) + 'Z', class: 'area a' + series.style }))
      image.appendChild(svg('path', { d: path, class: 'line s' + series.style }))
    })
    var children = [image]
    if (!enough) children.push(add(make('div', 'wait'), make('span', '', 'First values in 10 s')))
    var chosen = moments[this.at]
    if (chosen) {
      var px = x(chosen.timeMs)
      image.appendChild(svg('line', { x1: px, x2: px, y1: top, y2: height - bottom, class: 'cross' }))
      var tip = make('div', 'tip')
      tip.appendChild(make('div', 'muted', clock(chosen.timeMs, true)))
      options.series.forEach(function (series) {
        tip.appendChild(make('div', '', (options.series.length > 1 ? series.label + ' ' : '') + options.format(chosen[series.key])))
      })
      if (px > width / 2) tip.style.right = width - px + 10 + 'px'
      else tip.style.left = px + 10 + 'px'
      children.push(tip)
    }
    if (this.legend) children.push(this.legend)
    this.root.replaceChildren.apply(this.root, children)
    this.root.setAttribute('aria-label', this.words(chosen))
  }
  /** The chart in words, for who does not see it. */
  Chart.prototype.words = function (chosen) {
    var options = this.options
    if (moments.length < 2) return options.name + ': no values yet'
    var now = chosen || moments[moments.length - 1]
    return options.name + ' at ' + clock(now.timeMs, true) + ': ' + options.series.map(function (series) {
      var values = moments.map(function (moment) { return moment[series.key] })
      return series.label + ' ' + options.format(now[series.key]) + ', from ' + options.format(Math.min.apply(null, values)) +
        ' to ' + options.format(Math.max.apply(null, values)) + ' since ' + clock(moments[0].timeMs)
    }).join('; ')
  }
  var inPercent = function (value) { return percent(value) + ' %' }
  var perSecond = function (value) { return count(value) + ' a second' }
  var charts = [
    new Chart('chart-rate', { name: 'Requests', series: [{ key: 'rate', label: 'requests', style: 1, fill: true }], format: perSecond, tick: count, least: 1 }),
    new Chart('chart-errors', { name: 'Errors', series: [{ key: 'errorRate', label: 'errors', style: 4, fill: true }], format: inPercent, tick: inPercent, least: 5 }),
    new Chart('chart-time', { name: 'Response time', series: [{ key: 'p50', label: 'p50', style: 1 }, { key: 'p95', label: 'p95', style: 2 }, { key: 'p99', label: 'p99', style: 3 }], format: ms, tick: shortMs, least: 10 }),
    new Chart('chart-active', { name: 'Under way', series: [{ key: 'active', label: 'requests', style: 1, fill: true }], format: count, tick: count, least: 4 }),
    new Chart('chart-machine', { name: 'CPU and memory', series: [{ key: 'cpu', label: 'CPU', style: 1, fill: true }, { key: 'memory', label: 'Memory', style: 2 }], format: inPercent, tick: inPercent, top: 100 }),
    new Chart('chart-loop', { name: 'Event loop', series: [{ key: 'delay', label: 'delay p99', style: 1, fill: true }], format: ms, tick: shortMs, least: 40 })
  ]
  function shortMs(value) { return value >= 1000 ? round(value / 1000, 1) + ' s' : round(value, 0) + ' ms' }

  // ---- what the service says

  var STATUS = { healthy: 'Healthy', degraded: 'Degraded', unhealthy: 'Unhealthy' }
  function status(name, text, more) {
    $('status').className = 'status ' + name
    put('status-text', text)
    var sign = name === 'healthy' ? '\u2713 ' : name === 'unknown' ? '' : name === 'degraded' ? '! ' : '\u2715 '
    document.title = sign + (data ? data.health.service + ' \u00b7 ' : '') + text + (more || '')
  }
  function rule(name) {
    return data.alerts.rules.find(function (one) { return one.name === name }) || { state: 'ok', above: Infinity }
  }

  function render() {
    var health = data.health
    put('service', health.service)
    put('environment', health.environment)
    show('environment', health.environment !== '')
    put('facts', (health.version === '' ? '' : 'version ' + health.version + ' \u00b7 ') + 'up ' + lasting(health.uptimeSeconds))
    var firing = data.alerts.rules.filter(function (one) { return one.state === 'firing' }).length
    status(health.status, STATUS[health.status] || health.status, firing === 0 ? '' : ' \u00b7 ' + firing + (firing === 1 ? ' alert' : ' alerts'))
    renderAlerts()
    renderSignals()
    renderChecks()
    renderMachine()
    renderRoutes()
    renderRunning()
    renderLogs()
    renderFooter()
    charts.forEach(function (chart) { chart.draw() })
  }

  function renderAlerts() {
    var firing = data.alerts.rules.filter(function (one) { return one.state === 'firing' })
    show('alerts', firing.length > 0)
    $('alerts').replaceChildren.apply($('alerts'), firing.map(function (one) {
      return add(make('div', 'alert firing'), make('span', 'mark'), make('span', '', one.name + ' ' + amount(one.value, one.unit) + ' is above ' + amount(one.above, one.unit)),
        make('span', '', 'since ' + since(one.since)))
    }))
    fill('rules', data.alerts.rules.map(function (one) {
      var state = one.since === null ? make('td', 'muted', 'not yet known')
        : add(make('td', 'state ' + one.state), make('span', 'mark'), document.createTextNode(one.state === 'firing' ? ' fires' : ' ok'))
      return add(make('tr'), make('td', '', one.name), state, make('td', 'number', one.value === null ? '\u2013' : amount(one.value, one.unit)), make('td', 'number', amount(one.above, one.unit)))
    }))
    var told = data.alerts.history
    $('history').replaceChildren.apply($('history'), told.slice(0, 12).map(function (one) {
      return add(make('li', one.kind === 'firing' ? 'firing' : 'ok'), make('time', '', clock(one.time, true)), make('span', 'mark'), make('span', '', one.text))
    }))
    show('history-empty', told.length === 0)
    put('history-empty', data.alerts.rules.length === 0 ? 'Alerts are switched off.' : 'Nothing yet.')
  }
  function amount(value, unit) {
    if (value === null) return '\u2013'
    if (unit === 'ms') return ms(value)
    return (unit === '%' ? percent(value) : round(value, 2)) + (unit ? ' ' + unit : '')
  }

  function latest() {
    var seconds = data.requests.windowSeconds
    return 'the latest ' + (seconds === 60 ? 'minute' : lasting(seconds))
  }
  function renderSignals() {
    var requests = data.requests
    if (requests === null) {
      ;['rate', 'errors', 'time', 'active'].forEach(function (id) { put(id, '\u2013'); put(id + '-sub', 'Requests are not counted.') })
      return
    }
    var window = latest(), quiet = requests.count === 0
    put('rate', count(requests.ratePerSecond))
    put('rate-sub', quiet ? 'None in ' + window : round(requests.count, 0) + ' in ' + window)
    put('errors', quiet ? '\u2013' : percent(requests.errorRatePercent))
    put('errors-sub', round(requests.errors, 0) + ' in ' + window + ' \u00b7 ' + round(requests.total.errors, 0) + ' since start')
    put('time', quiet ? '\u2013' : ms(requests.p95Ms))
    put('time-sub', quiet ? '' : 'mean ' + ms(requests.meanMs) + ' \u00b7 p50 ' + ms(requests.p50Ms) + ' \u00b7 p99 ' + ms(requests.p99Ms))
    put('active', round(requests.active.length, 0))
    put('active-sub', requests.active.length === 0 ? '' : 'the longest for ' + ms(requests.active[0].durationMs))
    $('card-errors').className = 'card ' + rule('error rate').state
    $('card-time').className = 'card ' + rule('response time').state
  }

  function renderChecks() {
    var checks = data.health.checks
    var items = checks.map(function (check) {
      var facts = Object.keys(check.facts || {}).map(function (name) { 
        var value = check.facts[name]
        return /Percent$/.test(name) ? words(name.slice(0, -7)) + ' ' + value + ' %' : words(name) + ' ' + value
      }).join(' \u00b7 ')
      var name = make('span', 'name', check.name)
      if (check.critical) name.appendChild(make('span', 'tag', 'critical'))
      var why = [check.reason, facts].filter(Boolean).join(' \u00b7 ')
      var mark = make('span', 'mark')
      mark.title = check.status
      return add(make('li', check.status), mark, name, make('span', 'muted', ms(check.durationMs)),
        why ? make('span', check.reason ? 'why loud' : 'why', (check.reason ? STATUS[check.status] + ': ' : '') + why) : null)
    })
    if (items.length === 0) items.push(make('li', 'empty', 'No checks. new Health({ checks: [\u2026] }) takes some.'))
    $('checks').replaceChildren.apply($('checks'), items)
    var breakers = data.health.circuitBreakers
    show('breakers-box', breakers.length > 0)
    $('breakers').replaceChildren.apply($('breakers'), breakers.map(function (one) {
      var why = one.state === 'closed' ? '' : (one.lastErrorType ? one.lastErrorType + ' \u00b7 ' : '') + 'since ' + since(one.since)
      return add(make('li', one.state), make('span', 'mark'), make('span', 'name', one.name), make('span', 'muted', one.state.replace('-', ' ')),
        why ? make('span', 'why loud', why) : null)
    }))
  }
  function words(name) { return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() }

  function renderMachine() {
    var system = data.system
    var meters = [['Memory', system.memory.usedPercent, 'memory'], ['CPU', system.cpu.usedPercent, 'cpu'], ['Disk', system.disk.usedPercent, 'disk']]
    $('meters').replaceChildren.apply($('meters'), meters.map(function (meter) {
      var value = meter[1], limit = rule(meter[2]).above, known = value !== null
      var bar = make('div', 'bar' + (known && value > limit ? ' over' : ''))
      bar.setAttribute('role', 'meter')
      bar.setAttribute('aria-label', meter[0])
      bar.setAttribute('aria-valuemin', '0')
      bar.setAttribute('aria-valuemax', '100')
      if (known) bar.setAttribute('aria-valuenow', String(value))
      var inner = make('i')
      inner.style.width = (known ? value : 0) + '%'
      bar.appendChild(inner)
      if (limit <= 100) {
        var mark = make('u')
        mark.style.left = limit + '%'
        mark.title = 'fires above ' + limit + ' %'
        bar.appendChild(mark)
      }
      var head = add(make('div', 'meter-head'), make('span', '', meter[0]), make('b', known && value > limit ? 'bad' : '', known ? percent(value) + ' %' : 'not known'))
      return add(make('div'), head, bar)
    }))
    var facts = [
      ['Memory of the process', bytes(system.memory.processBytes)],
      ['Heap', bytes(system.memory.heapUsedBytes) + ' of ' + bytes(system.memory.heapTotalBytes)],
      ['CPU of the process', percent(system.cpu.processPercent) + ' % of ' + system.cpu.cores + ' cores'],
      ['Event loop delay p99', ms(system.eventLoop.delayP99Ms)],
      ['Its longest', ms(system.eventLoop.delayMaxMs)],
      ['Handles', round(system.handles, 0)],
      ['Node', system.node + ', ' + system.platform],
      ['Memory of the machine', bytes(system.memory.machineBytes)]
    ]
    $('process').replaceChildren.apply($('process'), facts.map(function (fact) { return add(make('div'), make('dt', '', fact[0]), make('dd', '', fact[1])) }))
  }

  var COLUMNS = [
    { key: 'route', label: 'Route', text: true }, { key: 'count', label: 'Requests' }, { key: 'errorRatePercent', label: 'Errors' },
    { key: 'p50Ms', label: 'p50' }, { key: 'p95Ms', label: 'p95' }, { key: 'p99Ms', label: 'p99' }
  ]
  var headers = COLUMNS.map(function (column) {
    var header = make('th', column.text ? '' : 'number'), button = make('button', '', column.label)
    header.scope = 'col'
    button.type = 'button'
    button.addEventListener('click', function () {
      sort = { key: column.key, down: sort.key === column.key ? !sort.down : !column.text }
      renderRoutes()
    })
    $('routes').tHead.rows[0].appendChild(add(header, button))
    return { header: header, button: button, column: column }
  })
  function fill(id, rows) {
    var body = $(id).tBodies[0]
    body.replaceChildren.apply(body, rows)
  }
  function name(method, route) {
    return add(make('td'), make('span', 'method mono', method), make('span', '', route))
  }
  function renderRoutes() {
    if (data === null) return
    headers.forEach(function (one) {
      var chosen = one.column.key === sort.key
      if (chosen) one.header.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending')
      else one.header.removeAttribute('aria-sort')
      one.button.textContent = one.column.label + (chosen ? (sort.down ? ' \u2193' : ' \u2191') : '')
    })
    var routes = data.requests === null ? [] : data.requests.routes.slice()
    routes.sort(function (a, b) {
      var x = a[sort.key], y = b[sort.key]
      return (x < y ? -1 : x > y ? 1 : 0) * (sort.down ? -1 : 1)
    })
    var slow = rule('response time').above, errors = rule('error rate').above
    fill('routes', routes.slice(0, 100).map(function (one) {
      var time = function (value) { return make('td', 'number' + (value > slow ? ' slow' : ''), ms(value)) }
      return add(make('tr'), name(one.method, one.route), make('td', 'number', round(one.count, 0)),
        make('td', 'number' + (one.errorRatePercent > errors ? ' bad' : ''), percent(one.errorRatePercent) + ' %'), time(one.p50Ms), time(one.p95Ms), time(one.p99Ms))
    }))
    put('routes-sub', data.requests === null ? '' : 'in ' + latest() + (routes.length > 100 ? ', 100 of ' + routes.length : ''))
    empty('routes', routes.length, data.requests === null ? 'Requests are not counted.' : 'No requests in ' + latest() + '.')
  }
  function empty(id, length, text) {
    show(id + '-empty', length === 0)
    put(id + '-empty', text)
    $(id).hidden = length === 0
  }
  function renderRunning() {
    var running = data.requests === null ? [] : data.requests.active, slow = rule('response time').above
    fill('running', running.slice(0, 50).map(function (one) {
      return add(make('tr'), name(one.method, one.route || 'not known yet'), make('td', 'mono', one.requestId),
        make('td', 'number' + (one.durationMs > slow ? ' slow' : ''), ms(one.durationMs)))
    }))
    put('running-sub', running.length > 50 ? '50 of ' + running.length : '')
    empty('running', running.length, data.requests === null ? 'Requests are not counted.' : 'None at this moment.')
  }

  // Rows stay as they are when new ones come, so that what somebody reads does not move into another state.
  var rows = new Map()
  function renderLogs() {
    if (data === null) return
    var find = $('find').value.toLowerCase(), next = new Map(), shown = []
    ;(data.logs || []).forEach(function (line) {
      var text = JSON.stringify(line)
      if (find !== '' && text.toLowerCase().indexOf(find) === -1) return
      var key = text, again = 1
      while (next.has(key)) key = text + again++
      var row = rows.get(key) || logRow(line)
      next.set(key, row)
      shown.unshift(row)
    })
    rows = next
    var box = $('logs'), same = box.children.length === shown.length && shown.every(function (row, index) { return box.children[index] === row })
    if (!same) {
      var focused = document.activeElement
      box.replaceChildren.apply(box, shown)
      if (focused && box.contains(focused)) focused.focus({ preventScroll: true })
    }
    empty('logs', shown.length, data.logs === null ? 'The latest lines are not kept here.' : find !== '' ? 'No line contains this.' : $('level').value === 'trace' ? 'No lines yet.' : 'No lines of this level.')
  }
  var KNOWN = ['timestamp', 'level', 'logger', 'message', 'service', 'version', 'environment', 'traceId', 'spanId', 'xrayTraceId']
  /** What a line says besides its message, as far as it fits. */
  function brief(line) {
    return Object.keys(line).filter(function (key) { return KNOWN.indexOf(key) === -1 }).slice(0, 8).map(function (key) {
      var value = line[key]
      if (value !== null && typeof value === 'object') value = typeof value.message === 'string' ? value.message : JSON.stringify(value)
      value = String(value)
      return key + '=' + (value.length > 60 ? value.slice(0, 60) + '\u2026' : value)
    }).join('  ')
  }
  function logRow(line) {
    var row = make('details'), summary = make('summary'), what = make('span', 'what')
    if (line.logger) what.appendChild(make('span', 'from', String(line.logger)))
    what.appendChild(document.createTextNode(line.message === undefined ? '' : String(line.message)))
    what.appendChild(make('span', 'with', brief(line)))
    add(summary, make('span', 'when', line.timestamp ? clock(line.timestamp, true) : ''), make('span', 'level ' + (/^[a-z]+$/.test(line.level) ? line.level : ''), line.level ? String(line.level) : ''), what)
    row.addEventListener('toggle', function () {
      if (row.open && row.children.length === 1) row.appendChild(make('pre', 'mono', JSON.stringify(line, null, 2)))
    })
    return add(row, summary)
  }

  function renderFooter() {
    var state = data.health.observability, chips = []
    var signal = function (label, on, ways, more) {
      chips.push(make('span', on ? 'chip' : 'chip off', label + (on ? (ways.length > 0 ? ' by ' + ways.join(', ') : ' on') + more : ' off')))
    }
    signal('Logs', state.logs.enabled, state.logs.outputs, ', from ' + state.logs.level)
    signal('Metrics', state.metrics.enabled, state.metrics.doors, '')
    signal('Traces', state.traces.enabled, state.traces.exporters, ', ' + percent(state.traces.sampleRatio * 100) + ' % sampled')
    $('signals').replaceChildren.apply($('signals'), chips)
    var features = data.health.features
    $('features').replaceChildren.apply($('features'), Object.keys(features).map(function (one) {
      return make('span', features[one] ? 'chip' : 'chip off', words(one) + (features[one] ? '' : ' off'))
    }))
  }

  // ---- asking

  function ask() {
    clearTimeout(timer)
    if (asking) asking.abort()
    var control = asking = new AbortController()
    var late = setTimeout(function () { control.abort() }, 8000)
    var sinceMs = moments.length === 0 ? 0 : moments[moments.length - 1].timeMs
    fetch(base + '/dashboard/data?level=' + $('level').value + '&since=' + sinceMs, {
      headers: token === '' ? {} : { authorization: 'Bearer ' + token }, cache: 'no-store', signal: control.signal
    }).then(function (answer) {
      if (answer.status === 401) return login(token !== '')
      if (!answer.ok) throw new Error('The service answered ' + answer.status + '.')
      return answer.json().then(take)
    }).catch(function (error) {
      if (control !== asking) return
      trouble(error instanceof TypeError || error.name === 'AbortError' ? 'The service does not answer.' : String(error.message))
    }).finally(function () {
      clearTimeout(late)
      if (control !== asking) return
      asking = null
      again()
    })
  }
  function again() {
    clearTimeout(timer)
    if (!paused && $('login').hidden) timer = setTimeout(ask, document.hidden ? HIDDEN_POLL_MS : POLL_MS)
  }
  function take(answer) {
    var columns = answer.moments, started = data && data.health.uptimeSeconds > answer.health.uptimeSeconds + 5
    if (started) moments = []
    columns.timeMs.forEach(function (timeMs, index) {
      var moment = {}
      for (var key in columns) moment[key] = columns[key][index]
      moments.push(moment)
    })
    moments = moments.filter(function (moment) { return moment.timeMs > Date.parse(answer.health.time) - SPAN_MS })
    data = answer
    answeredMs = Date.now()
    show('trouble', false)
    show('login', false)
    show('pause', true)
    show('main', true)
    failing = false
    document.body.classList.remove('stale')
    render()
    tick()
  }
  function trouble(text) {
    failing = true
    status('unknown', 'No answer')
    document.body.classList.toggle('stale', data !== null)
    put('trouble', text + (data === null ? ' It is asked again every 5 s.' : ' What you see is of ' + clock(answeredMs, true) + '. It is asked again every 5 s.'))
    show('trouble', true)
    tick()
  }
  function login(isWrong) {
    token = ''
    store(sessionStorage, 'atalaya-token', '')
    status('unknown', 'Locked')
    show('main', false)
    show('trouble', false)
    show('login', true)
    show('pause', false)
    put('login-error', isWrong ? 'This is not the token.' : '')
    $('token').value = ''
    $('token').focus()
  }
  function tick() {
    if (paused) return put('fresh', 'Paused at ' + clock(answeredMs, true))
    if (answeredMs === 0 || !$('login').hidden) return put('fresh', '')
    var seconds = Math.round((Date.now() - answeredMs) / 1000)
    put('fresh', seconds < 8 && !failing ? 'Live' : 'Last answer ' + lasting(seconds) + ' ago')
  }

  // ---- controls

  $('login').addEventListener('submit', function (event) {
    event.preventDefault()
    token = $('token').value.trim()
    store(sessionStorage, 'atalaya-token', token)
    ask()
  })
  $('pause').addEventListener('click', function () {
    paused = !paused
    $('pause').setAttribute('aria-pressed', String(paused))
    put('pause', paused ? 'Resume' : 'Pause')
    if (paused) clearTimeout(timer)
    else ask()
    tick()
  })
  $('level').addEventListener('change', ask)
  $('find').addEventListener('input', renderLogs)
  var THEMES = ['', 'light', 'dark'], THEME_NAMES = { '': 'Theme: auto', light: 'Theme: light', dark: 'Theme: dark' }
  function theme(name) {
    if (name === '') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.setAttribute('data-theme', name)
    put('theme', THEME_NAMES[name])
    $('theme').setAttribute('aria-label', 'Theme: ' + (name === '' ? 'as the system' : name))
  }
  var chosenTheme = store(localStorage, 'atalaya-theme') || ''
  if (THEMES.indexOf(chosenTheme) === -1) chosenTheme = ''
  theme(chosenTheme)
  $('theme').addEventListener('click', function () {
    chosenTheme = THEMES[(THEMES.indexOf(chosenTheme) + 1) % THEMES.length]
    store(localStorage, 'atalaya-theme', chosenTheme)
    theme(chosenTheme)
  })
  document.addEventListener('visibilitychange', function () { if (!document.hidden && !paused && $('login').hidden) ask() })

  // #token=... opens the page at once; a fragment is sent to nobody, and it does not stay in the address.
  var given = /[#&]token=([^&]+)/.exec(location.hash)
  if (given) {
    try { token = decodeURIComponent(given[1]) } catch (error) { token = given[1] }
    store(sessionStorage, 'atalaya-token', token)
    history.replaceState(null, '', location.pathname)
  }
  setInterval(tick, 1000)
  ask()
})()
`
