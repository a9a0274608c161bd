// For the examples with a build step.  A real page gets both from its own server (POST /v1/sessions).
export const opened = {
  endpoint: `ws://${location.host}/v1/stream`,
  ticket: new URLSearchParams(location.search).get('ticket') ?? 'ticket',
}
