// An identity provider for the tests: the real one of the package oidc-provider, on localhost, with its own pages.
//   node identity_provider.mjs PORT CALLBACK
// Whoever signs in as NAME has the address NAME. PLAINVIEW_TEST_FACTORS names what it says of the factors (amr);
// PLAINVIEW_TEST_WRONG says what is wrong with its id tokens: "audience", "subject", "key".

import { generateKeyPair, exportJWK, SignJWT, decodeJwt } from "jose";
import Provider from "oidc-provider";

const [port, callback] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const factors = process.env.PLAINVIEW_TEST_FACTORS?.split(",");
const wrong = process.env.PLAINVIEW_TEST_WRONG;
const verified = process.env.PLAINVIEW_TEST_UNVERIFIED !== "1";

const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const stranger = (await generateKeyPair("RS256", { extractable: true })).privateKey;
const jwk = { ...(await exportJWK(privateKey)), kid: "one", use: "sig", alg: "RS256" };

const provider = new Provider(issuer, {
  clients: [{ client_id: "plainview", client_secret: "a secret of the tests", redirect_uris: [callback] }],
  jwks: { keys: [jwk] },
  cookies: { keys: ["of the tests"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: verified }),
  }),
});

provider.use(async (context, next) => {
  await next();
  if (!(wrong || factors) || context.path !== "/token" || !context.body?.id_token) return;
  const claims = decodeJwt(context.body.id_token);
  if (factors) claims.amr = factors;
  if (wrong === "audience") claims.aud = "somebody-else";
  if (wrong === "subject") claims.sub = "somebody-else";
  const key = wrong === "key" ? stranger : privateKey;
  context.body.id_token = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(key);
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
