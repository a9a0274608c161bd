import type { Action, CameraState, Language } from '../wire'

/** Every word that the SDK itself says; what the collector sends comes in both languages already. */
const zh = {
  check: '学习确认',
  answer: '请作答，视频将继续播放。',
  remaining: (seconds: number) => `剩余 ${seconds} 秒`,
  confirm: '我在学习',
  face: '人脸核验',
  step: (step: number, of: number) => `第 ${step} 步，共 ${of} 步`,
  front: '请正对摄像头，准备：',
  checking: '正在核验，请稍候……',
  turn_left: '请把头转向您的左边',
  turn_right: '请把头转向您的右边',
  blink: '请眨眼',
  open_mouth: '请张嘴',
  nod: '请点头',
  consent: '人脸信息处理单独同意',
  agree: '同意',
  decline: '不同意',
  declined: '您未同意使用人脸信息，线上学时无法核验。您可以选择线下理论课，也可以改变决定。',
  reconsider: '重新选择',
  camera: '摄像头不可用',
  denied: '浏览器没有使用摄像头的权限。请在地址栏的网站设置中允许摄像头，然后重试。',
  missing: '没有找到摄像头。请连接摄像头后重试；没有摄像头时，可以参加线下理论课。',
  lost: '摄像头已断开。请检查连接后重试。',
  failed: '摄像头打不开，可能被其他程序占用。请关闭其他程序后重试。',
  retry: '重试',
  later: '暂不处理（学时可能不计）',
  held: '学习已暂停',
  aside: '知道了',
  unacknowledged: '与学习监测平台的连接中断，恢复后视频会自动继续播放。',
  gap: '正在等待学习确认，请稍候。',
  window: '课程已在另一个窗口中打开。请在那个窗口继续学习，或先把它关闭。',
  free: '另一个窗口已经关闭。',
  here: '在此继续学习',
  taken_over: '您已在其他设备或平台上开始学习，此处已暂停。',
  ended: '本次学习已结束。',
  insecure: '此页面没有使用 HTTPS，无法安全地记录学习过程。请联系课程平台。',
  credited: '已记学时',
  demonstration: '演示',
  chip: '学习监测状态',
}

const en: typeof zh = {
  check: 'Are you there?',
  answer: 'Please answer; the video then plays on.',
  remaining: (seconds) => `${seconds} seconds left`,
  confirm: 'I am here',
  face: 'Face check',
  step: (step, of) => `Step ${step} of ${of}`,
  front: 'Face the camera, get ready:',
  checking: 'Checking, one moment…',
  turn_left: 'Turn your head to your left',
  turn_right: 'Turn your head to your right',
  blink: 'Blink',
  open_mouth: 'Open your mouth',
  nod: 'Nod',
  consent: 'Separate consent to the use of face data',
  agree: 'I agree',
  decline: 'I do not agree',
  declined:
    'You did not agree to the use of face data, so online hours cannot be verified. Offline theory classes are open to you, and you can change your mind.',
  reconsider: 'Decide again',
  camera: 'The camera cannot be used',
  denied: 'The browser may not use the camera. Allow it in the site settings next to the address, then try again.',
  missing: 'No camera was found. Connect one and try again; without a camera, offline theory classes are open to you.',
  lost: 'The camera was disconnected. Check it, then try again.',
  failed: 'The camera does not start; another program may be using it. Close that program, then try again.',
  retry: 'Try again',
  later: 'Not now (hours may not count)',
  held: 'The lesson is paused',
  aside: 'OK',
  unacknowledged: 'The connection to the learning monitor is lost. The video plays on by itself when it is back.',
  gap: 'Waiting for the next check, one moment.',
  window: 'The course is open in another window. Go on there, or close that window first.',
  free: 'The other window has been closed.',
  here: 'Continue here',
  taken_over: 'You started learning on another device or platform, so this one is paused.',
  ended: 'This session is over.',
  insecure: 'This page does not use HTTPS, so learning cannot be recorded safely. Please tell the course platform.',
  credited: 'Credited',
  demonstration: 'demonstration',
  chip: 'Learning monitor',
}

export type Words = typeof zh

export const words = (language: Language): Words => (language === 'zh-CN' ? zh : en)

/** Directions are the learner's own; the preview is mirrored, so an arrow to the left points where the head should go. */
export const ARROWS: Record<Action, string> = { turn_left: '←', turn_right: '→', blink: '◉', open_mouth: '○', nod: '↓' }

export const cameraText = (state: CameraState, say: Words): string =>
  state === 'on' || state === 'off' ? '' : say[state]
