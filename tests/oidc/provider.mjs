// A real OpenID Connect provider for the tests, on this machine only: the certified package oidc-provider with its
// development pages, where any account name signs in. Usage: node provider.mjs PORT CLIENT SECRET REDIRECT...
import Provider from "oidc-provider";

const [port, clientId, clientSecret, ...redirects] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirects }],
  claims: { openid: ["sub", "preferred_username"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["only-for-tests"] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
