// `default` where the bundle exposes an ES module's namespace.
const Player = window.Player ?? window.XGPlayer
window.player = new (Player.default ?? Player)({ id: 'course', url: '/media/lesson.mp4', width: 480, height: 270, lang: 'en' })
session.attach('#course')
