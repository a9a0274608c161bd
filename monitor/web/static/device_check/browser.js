// What the browser SDK is built on; see "What the page needs" in its README.

const INSIDE_ANOTHER_APP = /MicroMessenger|\bQQ\/|MQQBrowser|\bTBS\//;

const NEEDED = [
  () => "adoptedStyleSheets" in Document.prototype,
  () => "showModal" in HTMLDialogElement.prototype,
  () => "at" in Array.prototype && "hasOwn" in Object,
  () => "subtle" in crypto,
];

export async function checkBrowser() {
  if (INSIDE_ANOTHER_APP.test(navigator.userAgent)) return { level: "bad", said: "browser_webview" };
  if (!isSecureContext) return { level: "bad", said: "browser_insecure" };
  if (!NEEDED.every(there)) return { level: "bad", said: "browser_old" };
  if (!(await keepsData())) return { level: "warn", said: "browser_private" };
  return { level: "good", said: "browser_good" };
}

function there(feature) {
  try {
    return feature();
  } catch {
    return false; // not even the thing that it would be part of
  }
}

/** A private window may refuse to store anything, by an exception or by an error. */
function keepsData() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("device-check");
      request.onerror = () => resolve(false);
      request.onsuccess = () => {
        request.result.close();
        indexedDB.deleteDatabase("device-check");
        resolve(true);
      };
    } catch {
      resolve(false);
    }
  });
}
