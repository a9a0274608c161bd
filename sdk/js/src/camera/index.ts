/** The part that loads only when a camera is needed. */
export { burstForm, captureBurst } from './burst'
export { CameraFeed } from './feed'
export { upload } from './upload'
export { CheckPanel } from '../ui/check'
