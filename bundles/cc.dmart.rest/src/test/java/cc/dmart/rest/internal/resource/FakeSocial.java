package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.SocialService;
import java.net.URI;

/** Admits the token {@code good}, and the cookie {@code c1} with the code and state {@code x}. Thread-safe. */
final class FakeSocial implements SocialService {
    private static Login admit(boolean good, String provider) {
        if (!good) {
            throw new DmartException.Forbidden(401, "auth", 402, "Invalid token");
        }
        return new Login(provider + "_1", "tok_" + provider, 3600, JsonObject.EMPTY, "u1");
    }

    @Override
    public Login login(String provider, JsonObject body, Client client) {
        return admit(body.string("token").orElse("").equals("good"), provider);
    }

    @Override
    public Started start(String provider, Client client) {
        return new Started(URI.create("https://" + provider + ".example.com/auth"), "c1");
    }

    @Override
    public Login finish(String provider, String code, String state, String cookie, Client client) {
        return admit(code.equals("x") && state.equals("x") && cookie.equals("c1"), provider);
    }
}
