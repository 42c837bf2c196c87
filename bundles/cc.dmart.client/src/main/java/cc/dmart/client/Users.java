package cc.dmart.client;

import static cc.dmart.client.Transport.parameters;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.util.Optional;

/** {@code /user/*}: accounts and logins ({@code http-api.md} 3). Immutable, thread-safe. */
public final class Users {
    private final Transport transport;

    Users(Transport transport) {
        this.transport = transport;
    }

    /**
     * A login.
     *
     * @param token  access token; give it to {@link DmartClient#withToken}
     * @param record the account's record, as the server answered
     */
    public record Login(String token, WireRecord record) {}

    /** Logs in with {@code shortname}, {@code email} or {@code msisdn} and {@code password}, {@code otp} or {@code invitation}. */
    public Login login(JsonObject credentials) {
        return login(post("login", credentials));
    }

    /** Registers an account and logs it in; {@code shortname} may be {@code auto}. */
    public Login create(String shortname, JsonObject attributes) {
        WireRecord record = WireRecord.of(ResourceType.USER, shortname, "users", attributes);
        return login(post("create", Entries.json(record)));
    }

    private static Login login(Reply reply) {
        WireRecord record = reply.record();
        return new Login(record.attributes().string("access_token").orElse(""), record);
    }

    /** Ends this session, or all sessions of the account. */
    public void logout(boolean all) {
        post("logout", JsonObject.builder().put("all", all).build());
    }

    /** The caller's own record with roles and permissions. */
    public WireRecord profile() {
        return transport.json("GET", "/user/profile", Optional.empty()).record();
    }

    /** Changes attributes of the caller's own account. */
    public Reply updateProfile(JsonObject attributes) {
        return post("profile", Entries.json(WireRecord.of(ResourceType.USER, "me", "users", attributes)));
    }

    /** Whether a name ({@code shortname}, {@code email} or {@code msisdn}) is free. */
    public boolean isUnique(String field, String value) {
        return transport
                .json("GET", "/user/check-existing" + parameters(field, value), Optional.empty())
                .attributes()
                .bool("unique")
                .orElse(false);
    }

    /** Deletes the caller's account. */
    public void delete() {
        post("delete", JsonObject.EMPTY);
    }

    /** Makes a user choose a new password and sends the invitation. */
    public Reply reset(String shortname) {
        return post("reset", JsonObject.builder().put("shortname", shortname).build());
    }

    /** Asks for a one-time code; the object has one of {@code msisdn}, {@code email}, {@code shortname}. */
    public void requestOtp(JsonObject identifier) {
        post("otp-request", identifier);
    }

    /** Asks for a one-time code to log in with. */
    public void requestLoginOtp(JsonObject identifier) {
        post("otp-request-login", identifier);
    }

    /** Asks for a link to choose a new password. */
    public void requestPasswordReset(JsonObject identifier) {
        post("password-reset-request", identifier);
    }

    /** Confirms the caller's own address with the code that was sent to it. */
    public void confirmOtp(String code, JsonObject address) {
        post("otp-confirm", address.toBuilder().put("code", code).build());
    }

    /** Whether this is the caller's password. @throws DmartClientException 401/13 if it is not */
    public void validatePassword(String password) {
        post("validate_password", JsonObject.builder().put("password", password).build());
    }

    private Reply post(String what, JsonObject body) {
        return transport.json("POST", "/user/" + what, Optional.of(body));
    }
}
