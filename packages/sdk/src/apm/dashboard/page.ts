import { createHash } from 'node:crypto'
import { type ApmResponse, HEADERS } from '../router.ts'
import { BODY } from './body.ts'
import { SCRIPT } from './generated/script.ts'
import { STYLE } from './style.ts'

/**
 * The page of a service: one document, no request to anybody else. It holds no data, which it asks for itself, with the token
 * that its reader gives; nothing but this very script and style may run, whatever a log line says. The script is made of the
 * modules in `browser/`, by `npm run generate`.
 */
export function dashboardPage(): ApmResponse {
  const policy = [
    "default-src 'none'",
    `script-src '${hash(SCRIPT)}'`,
    `style-src '${hash(STYLE)}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    status: 200,
    headers: {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Service</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>${BODY}<script>${SCRIPT}</script></body>
</html>
`,
  }
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
