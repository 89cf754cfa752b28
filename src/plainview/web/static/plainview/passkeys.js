// Passkeys: turns the server's options into what the browser asks for, and the answer into what the form sends.
// A form says what it wants: data-passkey="create" or "get"; the options stand in a JSON block or at an address.

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (each) => each.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function described(list) {
  return list?.map((each) => ({ ...each, id: bytes(each.id) }));
}

function wanted({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) options.excludeCredentials = described(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) options.allowCredentials = described(publicKey.allowCredentials);
  return { publicKey: options };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  if (form.dataset.passkeyData) return JSON.parse(document.getElementById(form.dataset.passkeyData).textContent);
  const answer = await fetch(form.dataset.passkeyOptions, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("The server did not answer.");
  return (await answer.json()).request_options;
}

function words(failure) {
  if (failure.name === "InvalidStateError") return "This device has a passkey of yours already.";
  if (failure.name === "NotAllowedError") return "Nothing was given: the request was ended, took too long, or there is no passkey here.";
  if (failure.name === "SecurityError") return "The address in the browser is not the one that this server knows. Use its name, not a number.";
  return `The passkey could not be used. ${failure.message}`;
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  const say = (sentence) => { trouble.textContent = sentence; trouble.hidden = false; };
  form.hidden = false;
  if (!window.PublicKeyCredential) {
    form.querySelector("button").disabled = true;
    say("This browser has no passkeys, or the address is not secure.");
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      const asked = wanted(await options(form));
      const given = form.dataset.passkey === "create" ? await navigator.credentials.create(asked) : await navigator.credentials.get(asked);
      form.elements.credential.value = JSON.stringify(answered(given));
      form.submit();
    } catch (failure) {
      say(words(failure));
    }
  });
}
