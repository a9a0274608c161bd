// All words of the pages, Chinese first, and the switch between the two languages.

const WORDS = {
  attempts_title: ["课时认定", "Class hours"],
  all_attempts: ["← 全部课时", "← All class hours"],
  language_switch: ["English", "中文"],
  demonstration_banner: [
    "演示数据:按演示规则(一课时按60秒计)判定,不作任何认定用途。",
    "Demonstration: judged by demonstration rules (a class hour of 60 seconds); worth nothing outside it.",
  ],
  who: ["学员", "Trainee"],
  unit: ["课时", "Class hour"],
  result: ["结果", "Result"],
  why: ["原因", "Why"],
  credited_of: ["计入 / 要求", "Credited / required"],
  training_class: ["班级", "Class"],
  platform: ["平台", "Platform"],
  rules: ["规则", "Rules"],
  completed: ["完成时间", "Completed"],
  started: ["开始时间", "Started"],
  all: ["全部", "All"],
  search: ["查找学员或课时", "Find a trainee or class hour"],
  none_yet: ["还没有学习记录。", "Nothing has been learned yet."],
  none_found: ["没有符合条件的记录。", "Nothing fits this search."],
  and_more: ["另有{n}项", "and {n} more"],
  met_all: ["全部要求均已满足。", "All requirements met."],
  timeline: ["学习过程", "What happened"],
  findings: ["发现", "Findings"],
  no_findings: ["没有发现问题。", "Nothing was found."],
  decided: ["告知、申诉与决定", "Notices, appeals, decisions"],
  all_marks: ["全部事件(文字)", "All events, in words"],
  advice: ["怎么办", "What to do"],
  clause: ["依据", "Clause"],
  evidence: ["证据(日志位置)", "Evidence (log positions)"],
  basis_plan: ["方案原文", "in the Plan itself"],
  basis_project: ["本系统设定", "the project's choice"],
  stage_proposed: ["可申诉", "may be appealed"],
  unreachable: ["暂时读不到数据,稍后自动重试。", "No data just now; trying again shortly."],
  unknown_attempt: ["没有这条学习记录。", "There is no such attempt."],
  sign_in: [
    "请输入查看口令;口令在服务启动时显示。",
    "Please enter the viewing key; the server shows it when it starts.",
  ],
  beijing_time: ["北京时间", "Beijing time"],
  move_over: ["移到图上查看每一刻;点按标记查看说明。", "Point at the chart for any moment; press a mark for its words."],
  zoom_in: ["放大", "Zoom in"],
  zoom_out: ["缩小", "Zoom out"],
  media_position: ["内容进度", "Content position"],
  lane_media: ["内容进度(纵)与服务器时间(横)", "Content position over server time"],
  lane_state: ["播放状态", "State"],
  lane_credit: ["计入情况", "What counted"],
  lane_popup: ["弹窗", "Pop-ups"],
  lane_face: ["活体与照片", "Liveness and photos"],
  lane_event: ["其他事件", "Other events"],
  lane_connection: ["连接", "Connection"],
  lane_finding: ["发现", "Findings"],
  credited: ["计入", "Credited"],
  uncredited: ["不计入", "Not credited"],
  cured: ["已补学", "made good"],
  missing: ["还需学习", "Still to be learned"],
  certificate: ["证书", "Certificate"],
  download: ["下载(可离线验证)", "Download (can be checked offline)"],
  hints: ["提示(仅供人工参考)", "Hints for a person"],
  viewing_key: ["查看口令", "Viewing key"],
  enter: ["进入", "Enter"],
  semicolon: [";", "; "],
};

const STATES = {
  engaged: ["正常学习", "Engaged"],
  hidden: ["页面隐藏仍播放", "Played while hidden"],
  away: ["离开页面", "Page hidden"],
  held: ["系统暂停", "Held"],
  stalled: ["缓冲", "Stalled"],
  fast: ["快进", "Fast"],
  concurrent: ["多窗口", "Two windows"],
  unobserved: ["无记录", "Unobserved"],
  paused: ["暂停", "Paused"],
  disconnected: ["连接中断", "Disconnected"],
  offline: ["浏览器离线", "Browser offline"],
  credited: ["计入", "Credited"],
  uncredited: ["不计入", "Not credited"],
};

const MARKS = {
  "popup.answered": ["弹窗:已回答", "Pop-up answered"],
  "popup.missed": ["弹窗:未回答", "Pop-up missed"],
  "popup.open": ["弹窗:未结束", "Pop-up still open"],
  "photo.accepted": ["照片:已采纳", "Photo accepted"],
  "photo.not_accepted": ["照片:未采纳", "Photo not accepted"],
  "liveness.pass": ["活体比对:通过", "Liveness passed"],
  "liveness.retry": ["活体比对:请重试", "Liveness: try again"],
  "liveness.review": ["活体比对:转人工", "Liveness: a person looks"],
  "liveness.mismatch": ["活体比对:不是本人", "Liveness: another face"],
  "liveness.spoof_suspected": ["活体比对:疑似伪造", "Liveness: spoof suspected"],
  "liveness.camera_error": ["活体比对:摄像头故障", "Liveness: camera error"],
  "liveness.service_error": ["活体比对:服务故障", "Liveness: service error"],
  "liveness.missed": ["活体比对:未完成", "Liveness missed"],
  "seek.jump": ["跳转", "Jump"],
  "prevented.rate": ["已阻止变速", "Speed change prevented"],
  "prevented.seek": ["已阻止拖动", "Seek prevented"],
  "prevented.hidden_play": ["已阻止后台播放", "Hidden play prevented"],
  "prevented.second_window": ["已阻止第二窗口", "Second window prevented"],
  "prevented.held_play": ["已阻止暂停期间播放", "Play during a hold prevented"],
  "in_person.seen": ["当面核验", "Seen in person"],
  "takeover.taken_over": ["由另一窗口接管", "Taken over by another window"],
  "page.frozen": ["页面被浏览器冻结", "Page frozen by the browser"],
  "page.resumed": ["页面恢复运行", "Page runs again"],
  "page.restored": ["返回到缓存的页面", "Came back to a cached page"],
  "page.slept": ["设备休眠", "The machine slept"],
  "camera.on": ["摄像头已开启", "Camera on"],
  "camera.off": ["摄像头已关闭", "Camera off"],
  "camera.lost": ["摄像头中断", "Camera lost"],
  "camera.denied": ["摄像头未获允许", "Camera not allowed"],
  "camera.missing": ["没有摄像头", "No camera"],
  "camera.failed": ["摄像头故障", "Camera failed"],
  "hint.not_prevented": ["提示:未能阻止", "Hint: could not be prevented"],
  "hint.automation": ["提示:自动化程序或被改写的浏览器接口", "Hint: automation, or browser functions replaced"],
  "hint.rate_readings": ["提示:实际播放与所报位置不符", "Hint: what was really played contradicts the reported positions"],
};

// Why content or a photo did not count, by the core's codes; one without words here is shown as it is.
const REASONS = {
  observe_mode: ["仅观察模式", "observe mode"],
  unobserved: ["无记录", "not observed"],
  skipped: ["跳过", "skipped"],
  hidden: ["页面隐藏", "page hidden"],
  stalled: ["缓冲", "stalled"],
  fast_forward: ["快进", "fast"],
  review: ["完成后重看,不另计", "played again after the hour was complete"],
  without_consent: ["收回人脸核验同意期间播放", "played while the consent was taken back"],
  behind_popup: ["弹窗未关闭时播放", "played behind a pop-up"],
  concurrent: ["多窗口同时播放", "two windows at once"],
  out_of_order: ["未按顺序学习", "out of order"],
  no_popup: ["长时间没有弹窗", "too long without a pop-up"],
  awaiting_popup: ["等待下一次弹窗确认", "waits for the next pop-up"],
  awaiting_face_match: ["等待下一次人脸比对", "waits for the next face match"],
  popup_missed: ["弹窗未回答", "pop-up missed"],
  no_face_match_before: ["之前没有通过人脸比对", "no face match before it"],
  face_matches_too_far_apart: ["两次人脸比对间隔过长", "face matches too far apart"],
  face_check_missed: ["未完成人脸比对", "face check missed"],
  photo_missed: ["未拍照", "photo missed"],
  mismatch: ["不是本人", "another face"],
  spoof_suspected: ["疑似伪造", "spoof suspected"],
  unsupervised: ["断线期间,未能监督", "played while nobody could supervise"],
  unsupervised_too_long: ["断线时间过长", "unsupervised for too long"],
  no_live_commitment: ["没有当场提交", "not committed live"],
  taken_too_late: ["拍摄过晚", "taken too late"],
  no_file: ["没有收到照片", "no picture arrived"],
  file_too_late: ["照片上传过晚", "the picture came too late"],
  another_file: ["与提交的不一致", "not the committed picture"],
  duplicate: ["重复照片", "a picture used before"],
  near_duplicate: ["与此前某张照片极为相似", "very like an earlier picture"],
  second_face: ["画面中还有其他人", "somebody else in the picture"],
  frames: ["按显示的画面", "by the frames shown"],
  played: ["按浏览器的播放记录", "by the browser's record of play"],
};

const LANGUAGES = ["zh-CN", "en"];
let language = stored();

function stored() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (LANGUAGES.includes(asked)) keep(asked);
  const kept = asked ?? safely(() => localStorage.getItem("monitor.language"));
  return LANGUAGES.includes(kept) ? kept : LANGUAGES[0];
}

function keep(chosen) {
  safely(() => localStorage.setItem("monitor.language", chosen));
}

function safely(action) {
  try {
    return action();
  } catch {
    return null; // storage may be forbidden; the choice then lasts as long as the page
  }
}

export const currentLanguage = () => language;

const pick = (pair) => pair[LANGUAGES.indexOf(language)];

export function word(name, values = {}) {
  const text = WORDS[name] ? pick(WORDS[name]) : name;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export const stateWord = (kind) => (STATES[kind] ? pick(STATES[kind]) : kind);
export const markWord = (mark) => {
  const pair = MARKS[mark.kind === "seek" ? "seek.jump" : `${mark.kind}.${mark.outcome}`];
  const text = pair ? pick(pair) : `${mark.kind} ${mark.outcome}`;
  const reason = mark.reason && mark.outcome !== "pass" ? reasonWord(mark.reason) : "";
  return reason ? `${text} · ${reason}` : text;
};
export const reasonWord = (code) => (REASONS[code] ? pick(REASONS[code]) : code);
/** A text of the server in both languages. */
export const said = (text) => (text ? (text[language] ?? text["zh-CN"] ?? "") : "");

/** Fills every element that names a word, and makes the switch redraw the page. */
export function speak(redraw) {
  const fill = () => {
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
    document.getElementById("language").textContent = word("language_switch");
  };
  document.getElementById("language").addEventListener("click", () => {
    language = LANGUAGES[1 - LANGUAGES.indexOf(language)];
    keep(language);
    fill();
    redraw();
  });
  fill();
}
