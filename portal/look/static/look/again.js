// A page that waits for something looks again by itself.
const seconds = Number(document.currentScript.dataset.seconds);
setTimeout(() => location.reload(), seconds * 1000);
