import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { opened } from '../opened.js'
import { Lesson } from './Lesson.jsx'

const show = (state) => Object.assign(window, { state })

createRoot(document.querySelector('#course')).render(
  <StrictMode>
    <Lesson src="/media/lesson.mp4" {...opened} onState={show} />
  </StrictMode>,
)
