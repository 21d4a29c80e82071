// A real provider of OpenID Connect, on this machine, with a sign-in page of two buttons.
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { Provider } from "oidc-provider";

export const CLIENT = { id: "luoshi", secret: "a secret with: signs & spaces" };

/**
 * Starts the provider, with a certificate over https. `serve(site)` lets the site at an address in; `answers` sees every answer of the token endpoint and
 * may put another in its place.
 */
export async function provider(tls) {
  let oidc = null;
  const house = { answers: (tokens) => tokens };
  const answer = (request, response) => handle(oidc, house, request, response);
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  house.issuer = `${tls ? "https" : "http"}://localhost:${server.address().port}`;
  house.serve = (site) => {
    oidc = new Provider(house.issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [`${site}/sign-in/sso/return`], id_token_signed_response_alg: "RS256" }],
      claims: { openid: ["sub", "amr"], profile: ["preferred_username"] },
      conformIdTokenClaims: false,
      cookies: { keys: ["for tests only"] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: `${id}@example` }) }),
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      loadExistingGrant: async (context) => {
        const grant = new context.oidc.provider.Grant({ clientId: CLIENT.id, accountId: context.oidc.session.accountId });
        grant.addOIDCScope("openid profile");
        await grant.save();
        return grant;
      },
      pkce: { required: () => true },
    });
  };
  house.stop = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return house;
}

async function handle(oidc, house, request, response) {
  if (request.url.startsWith("/interaction/")) return interact(oidc, request, response);
  if (request.url === "/token") {
    const end = response.end.bind(response);
    response.end = (body, ...rest) => {
      const text = JSON.stringify(house.answers(JSON.parse(body)));
      response.setHeader("content-length", Buffer.byteLength(text));
      return end(text, ...rest);
    };
  }
  return oidc.callback()(request, response);
}

/** The page of the provider: who one is, and whether by two factors; or back without signing in. */
async function interact(oidc, request, response) {
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html");
    response.end(`<!DOCTYPE html><form method="post"><input name="account"><input type="checkbox" name="mfa">
      <button name="deed" value="in">In</button><button name="deed" value="cancel">Cancel</button></form>`);
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const fields = new URLSearchParams(Buffer.concat(chunks).toString());
  const result = fields.get("deed") === "cancel"
    ? { error: "access_denied" }
    : { login: { accountId: fields.get("account"), amr: fields.get("mfa") ? ["pwd", "mfa"] : ["pwd"] } };
  await oidc.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
