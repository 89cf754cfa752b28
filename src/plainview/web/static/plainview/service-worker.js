// Shows what a push says, and opens its page. It keeps no page and answers no request.

self.addEventListener("push", (event) => {
  const words = event.data?.json() ?? { title: "Plainview", body: "Open Plainview.", path: "/alerts/", tag: "alert" };
  event.waitUntil(self.registration.showNotification(words.title, {
    body: words.body,
    tag: words.tag,
    renotify: !words.silent,
    silent: words.silent,
    requireInteraction: words.urgent,
    icon: "/favicon.svg",
    data: { path: words.path },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.path, self.location.origin).href;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const one = open.find((each) => each.url === address);
    if (one) await one.focus();
    else await self.clients.openWindow(address);
  })());
});
