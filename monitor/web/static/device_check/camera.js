// Opens the camera as the browser SDK does, and looks at its light.  Nothing leaves the page.

const WANTED = { audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" } };
const SAID = { NotAllowedError: "camera_denied", SecurityError: "camera_denied", NotFoundError: "camera_missing", OverconstrainedError: "camera_missing" };
const LOOK_EVERY_MS = 500;
const [WIDTH, HEIGHT] = [64, 48];

/** Shows the camera in the preview; `tell` hears of the camera and of the light from then on. */
export async function openCamera(preview, tell) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(WANTED);
    preview.srcObject = stream;
    await preview.play();
    preview.hidden = false;
    tell("camera", { level: "good", said: "camera_good" });
    const timer = setInterval(() => tell("light", light(preview)), LOOK_EVERY_MS);
    stream.getVideoTracks()[0].onended = () => {
      clearInterval(timer);
      closed(preview, tell, "camera_lost");
    };
    return true;
  } catch (error) {
    closed(preview, tell, navigator.mediaDevices ? (SAID[error.name] ?? "camera_busy") : "camera_missing");
    return false;
  }
}

function closed(preview, tell, said) {
  preview.hidden = true;
  preview.srcObject = null;
  tell("camera", { level: "bad", said });
  tell("light", { level: "wait", said: "light_wait" });
}

// Brightness in grey levels 0 to 255.  The face checks refuse what is darker than 38 with a contrast under 30, and what has
// a contrast under 10; the rest warns before it comes to that.
const DARK = { mean: 38, contrast: 30 };
const FLAT = 10;
const DIM = 60;
const BRIGHT = 215;
const BEHIND = { edge: 110, share: 0.55 };

function light(preview) {
  const { whole, middle, edge, contrast } = measure(preview);
  if (whole < DARK.mean && contrast < DARK.contrast) return { level: "bad", said: "light_dark" };
  if (contrast < FLAT) return { level: "bad", said: "light_covered" };
  if (edge > BEHIND.edge && middle < BEHIND.share * edge) return { level: "warn", said: "light_behind" };
  if (middle < DIM) return { level: "warn", said: "light_dim" };
  if (middle > BRIGHT) return { level: "warn", said: "light_bright" };
  return { level: "good", said: "light_good" };
}

const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });

function measure(preview) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(preview, 0, 0, WIDTH, HEIGHT);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const all = [];
  const inside = [];
  const outside = [];
  for (let place = 0; place < WIDTH * HEIGHT; place++) {
    const [red, green, blue] = data.subarray(4 * place);
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    all.push(grey);
    (central(place) ? inside : outside).push(grey);
  }
  const whole = mean(all);
  const contrast = Math.sqrt(mean(all.map((grey) => (grey - whole) ** 2)));
  return { whole, middle: mean(inside), edge: mean(outside), contrast };
}

/** Where a face is, if it is in the picture at all. */
function central(place) {
  const [x, y] = [place % WIDTH, Math.floor(place / WIDTH)];
  return x > WIDTH / 4 && x < (3 * WIDTH) / 4 && y > HEIGHT / 6 && y < (5 * HEIGHT) / 6;
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
