import { createApp } from 'vue'
import { opened } from '../opened.js'
import Lesson from './Lesson.vue'

const onState = (state) => Object.assign(window, { state })

createApp(Lesson, { src: '/media/lesson.mp4', ...opened, onState }).mount('#course')
