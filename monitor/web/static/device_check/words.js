// Every word of the page, Chinese first; `{}` are the places of values.

const WORDS = {
  title: ["上课设备检测", "Device check"],
  language_switch: ["English", "中文"],
  start: ["测试摄像头", "Test the camera"],
  private: ["画面只在本机显示，不上传、不保存。", "The picture stays on this device: nothing is sent or kept."],
  again: [
    "上课时，课程网站会再次询问摄像头权限，请选择“允许”。",
    "In the lesson the course's own site asks for the camera once more; please choose “Allow”.",
  ],

  checking: ["正在检测……", "Checking…"],
  all_good: ["一切就绪，可以上课。", "Everything is ready for the lesson."],
  some_warn: ["可以上课，但有 {} 项建议改进。", "Ready to learn, with {} to improve."],
  some_bad: ["还有 {} 项需要处理，处理后才能上课。", "Not ready yet: {} to put right before the lesson."],
  camera_left: ["其他项目已通过，请测试摄像头。", "All else is fine; please test the camera."],

  browser: ["浏览器", "Browser"],
  browser_good: ["可以使用。", "Works."],
  browser_webview: [
    "您正在微信或 QQ 内打开网页，这里无法记录学习。请点右上角菜单，选择“在浏览器中打开”。",
    "This page is open inside WeChat or QQ, where learning cannot be recorded. Choose “Open in browser” in the menu at the top right.",
  ],
  browser_insecure: [
    "网址不是以 https:// 开头，无法安全地记录学习。请向课程平台索取正确的网址。",
    "The address does not begin with https://, so learning cannot be recorded safely. Ask the course platform for the right one.",
  ],
  browser_old: [
    "浏览器版本过低。请更新，或换用新版的 Chrome、Edge、Firefox、Safari（iOS 16.4 以上）。",
    "The browser is too old. Update it, or use a current Chrome, Edge, Firefox or Safari (iOS 16.4 or newer).",
  ],
  browser_private: [
    "浏览器不允许保存数据（可能是无痕模式）。可以上课，但网页意外关闭时最后几秒可能不计。建议使用普通窗口。",
    "The browser keeps no data, perhaps because of a private window. You can learn, but the last seconds may be lost when the page is closed. A normal window is better.",
  ],

  camera: ["摄像头", "Camera"],
  camera_wait: ["请点下方“测试摄像头”，并在浏览器询问时选择“允许”。", "Press “Test the camera” below and choose “Allow” when the browser asks."],
  camera_good: ["可以使用。请确认能在画面中看到自己的整张脸。", "Works. Please see that your whole face is in the picture."],
  camera_denied: [
    "摄像头权限被拒绝。请点地址栏左侧的图标，将摄像头设为“允许”；手机请同时检查系统设置中浏览器的摄像头权限。然后再测试一次。",
    "The camera is not allowed. Press the icon left of the address and allow the camera; on a phone also see the system settings of the browser. Then test again.",
  ],
  camera_missing: [
    "没有找到摄像头。请连接摄像头（插好后会自动重试），或换用带摄像头的手机、电脑；没有摄像头时可以参加线下理论课。",
    "No camera was found. Connect one (it is tried by itself then), or use a phone or computer that has one; without a camera, offline theory classes are open to you.",
  ],
  camera_busy: [
    "摄像头打不开，可能被其他程序占用。请关闭视频会议等程序后再测试一次。",
    "The camera does not start; another program may be using it. Close video meetings and the like, then test again.",
  ],
  camera_lost: ["摄像头已断开。请检查连接后再测试一次。", "The camera was disconnected. Check it, then test again."],

  light: ["光线", "Light"],
  light_wait: ["测试摄像头时一并检测。", "Checked together with the camera."],
  light_good: ["合适。", "Good."],
  light_dark: ["太暗，可能无法通过人脸核验。请开灯，或面向窗户坐。", "Too dark for face checks. Switch a lamp on, or face a window."],
  light_dim: ["偏暗。开灯或面向窗户坐会更好。", "Rather dark. A lamp, or a seat facing a window, is better."],
  light_bright: ["过亮。请避开直射的灯光或阳光。", "Too bright. Keep out of direct lamp light or sun."],
  light_behind: ["背光，脸部偏暗。请不要背对窗户或灯。", "The light is behind you, so the face is dark. Do not sit with your back to a window or lamp."],
  light_covered: ["画面没有内容，镜头可能被遮挡。请打开镜头盖或擦拭镜头。", "The picture shows nothing; the lens may be covered. Open its cover or wipe it."],

  network: ["网络", "Network"],
  network_good: ["可以使用（往返 {} 毫秒）。", "Works ({} ms there and back)."],
  network_slow: ["可以使用，但较慢（往返 {} 毫秒）。请靠近路由器，或关闭下载和其他视频。", "Works, but slowly ({} ms there and back). Go nearer to the router, or stop downloads and other videos."],
  network_requests: [
    "网络不允许实时连接（WebSocket），将自动改用普通请求，可以上课。如果上课时经常暂停，请换一个网络。",
    "The network lets no live connection (WebSocket) through; ordinary requests are used by themselves, and you can learn. If lessons often pause, use another network.",
  ],
  network_none: [
    "连接不到学习监测平台。请检查网络，关闭代理或拦截插件；在单位上网的，请联系网络管理员放行 {}。",
    "The learning monitor cannot be reached. Check the network, and switch off proxies and blockers; at work, ask the network administrator to allow {}.",
  ],

  clock: ["时间", "Clock"],
  clock_good: ["准确。", "Correct."],
  clock_slow: [
    "设备时间慢了约 {} 分钟。学时按服务器时间计算，不受影响，但时间不准会使部分网页打不开。请在系统设置中打开“自动设置时间”。",
    "The device's clock is about {} minutes slow. Hours are counted by the server's clock and do not suffer, but some pages will not open. Switch on “set time automatically” in the system settings.",
  ],
  clock_fast: [
    "设备时间快了约 {} 分钟。学时按服务器时间计算，不受影响，但时间不准会使部分网页打不开。请在系统设置中打开“自动设置时间”。",
    "The device's clock is about {} minutes fast. Hours are counted by the server's clock and do not suffer, but some pages will not open. Switch on “set time automatically” in the system settings.",
  ],
  clock_unknown: ["连接不到服务器，无法核对。", "Cannot be compared, because the server does not answer."],
};

const LANGUAGES = ["zh-CN", "en"];
let language = new URLSearchParams(location.search).get("lang") === "en" ? 1 : 0;

export const word = (name, ...values) =>
  values.reduce((text, value) => text.replace("{}", String(value)), WORDS[name][language]);

/** Fills every element that names a word, and makes the switch draw the page anew. */
export function speak(redraw) {
  const button = document.getElementById("language");
  const fill = () => {
    document.documentElement.lang = LANGUAGES[language];
    document.title = word("title");
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
    button.textContent = word("language_switch");
    button.lang = LANGUAGES[1 - language];
    redraw();
  };
  button.addEventListener("click", () => {
    language = 1 - language;
    fill();
  });
  fill();
}
