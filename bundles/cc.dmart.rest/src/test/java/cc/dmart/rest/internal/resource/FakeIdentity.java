package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.IdentityService;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers with what it was asked; {@code "password":"wrong"} and {@code "code":"000000"} are refused. Thread-safe. */
final class FakeIdentity implements IdentityService {
    final List<String> counted = new CopyOnWriteArrayList<>();

    @Override
    public void count(Counted kind, Client client) {
        counted.add(kind + " " + client.ip());
    }

    @Override
    public JsonObject checkExisting(JsonObject parameters, Client client) {
        return JsonObject.builder().put("unique", true).put("asked", parameters).build();
    }

    @Override
    public Login register(WireRecord record, Client client) {
        String token = "tok_" + record.shortname();
        JsonObject attributes = JsonObject.builder()
                .put("access_token", token)
                .put("language", client.language())
                .build();
        return new Login(record.shortname(), token, 3600, attributes, "u1");
    }

    @Override
    public void updateProfile(Caller caller, String token, JsonObject attributes, Client client) {
        if (!token.equals("tok_" + caller.user()) || !attributes.has("displayname")) {
            throw DmartException.Invalid.request(402, "asked with " + token + " for " + attributes);
        }
    }

    @Override
    public void deleteOwn(Caller caller, Client client) {
        // nothing is kept
    }

    @Override
    public JsonObject reset(Caller caller, JsonObject body, Client client) {
        return JsonObject.builder().put("sms_sent", false).put("asked", body).build();
    }

    @Override
    public void requestCode(JsonObject body, Client client) {
        // nothing is sent
    }

    @Override
    public void requestLoginCode(JsonObject body, Client client) {
        // nothing is sent
    }

    @Override
    public JsonObject requestPasswordReset(JsonObject body, Client client) {
        return JsonObject.builder().put("message", "sent, perhaps").build();
    }

    @Override
    public void confirmCode(Caller caller, JsonObject body, Client client) {
        if (body.string("code").equals(Optional.of("000000"))) {
            throw new DmartException.Invalid(400, "OTP", 308, "Invalid OTP", List.of());
        }
    }

    @Override
    public void validatePassword(Caller caller, JsonObject body, Client client) {
        if (body.string("password").equals(Optional.of("wrong"))) {
            throw new DmartException.Forbidden(401, "jwtauth", 13, "no");
        }
    }

    @Override
    public Optional<String> target(String link, Client client) {
        return Optional.of("https://app.example.com/x").filter(t -> link.equals("known"));
    }
}
