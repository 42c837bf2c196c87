package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.SocialService;
import java.net.URI;
import java.util.List;
import java.util.Optional;

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
    public void link(Caller caller, String provider, JsonObject body, Client client) {
        if (!body.string("code").equals(Optional.of("123456"))) {
            throw new DmartException.Invalid(400, "OTP", 308, "Invalid OTP", List.of());
        }
    }

    @Override
    public void unlink(Caller caller, String provider, Client client) {
        // nothing is kept
    }

    @Override
    public URI posted(String provider, String code, String state) {
        return URI.create("https://dmart.example.com/user/" + provider + "/callback?code=" + code + "&state=" + state);
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
