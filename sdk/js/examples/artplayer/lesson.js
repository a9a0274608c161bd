window.player = new Artplayer({ container: '#course', url: '/media/lesson.mp4', lang: 'en' })
session.attach('#course')
