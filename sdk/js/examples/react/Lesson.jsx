import { start } from 'integrity-monitor'
import { useEffect, useRef } from 'react'

/**
 * A lesson that is monitored as long as it is shown.
 *
 * StrictMode runs the effect twice in development; the first session is stopped before it has used its ticket.
 */
export function Lesson({ src, endpoint, ticket, onState }) {
  const box = useRef(null)
  useEffect(() => {
    const session = start({ endpoint, ticket, language: 'en' })
    session.on('state', onState)
    session.attach(box.current)
    return () => session.stop()
  }, [endpoint, ticket, onState])
  return (
    <div ref={box}>
      <video src={src} controls playsInline width="480" />
    </div>
  )
}
