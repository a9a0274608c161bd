// What every example shares.  A real page gets the endpoint and the ticket from its own server (POST /v1/sessions).
const ticket = new URLSearchParams(location.search).get('ticket') ?? 'ticket'
window.session = IntegrityMonitor.start({ endpoint: `ws://${location.host}/v1/stream`, ticket, language: 'en' })
