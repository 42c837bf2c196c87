package cc.dmart.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.AuthService.Client;
import cc.dmart.api.service.AuthService.Login;
import cc.dmart.api.service.IdentityService;
import cc.dmart.auth.internal.account.IdentityServiceImpl;
import cc.dmart.auth.internal.account.NewAccounts;
import cc.dmart.auth.internal.code.OneTimeCodes;
import cc.dmart.auth.internal.invite.Invitations;
import cc.dmart.auth.internal.login.Doorkeeper;
import cc.dmart.auth.internal.login.JwtAuthService;
import cc.dmart.auth.internal.login.SessionKeeper;
import cc.dmart.auth.internal.message.Courier;
import cc.dmart.auth.internal.session.SessionTable;
import cc.dmart.auth.internal.session.SessionTables;
import cc.dmart.auth.internal.store.RowFile;
import cc.dmart.auth.internal.token.AccessTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The whole bundle over accounts, passwords and messages in memory; a start may be repeated with other settings. */
public final class AuthWorld implements AutoCloseable {
    /** Where requests come from. */
    public static final Client CLIENT = new Client("10.0.0.1", "agent", "r1", Map.of("user-agent", "agent"), "en");

    public final MovableClock clock = new MovableClock();
    public final FakeAccounts accounts = new FakeAccounts();
    public final FakePasswords passwords = new FakePasswords();
    public final FakeMessages messages = new FakeMessages();
    private final Map<String, Object> settings = new HashMap<>();
    private final Path data;
    public RowFile rows;
    public SessionTable table;
    public Doorkeeper door;
    public OneTimeCodes codes;
    public SessionKeeper keeper;
    public Invitations invitations;
    public Courier courier;
    public AuthService auth;
    public IdentityService identity;
    public NewAccounts newAccounts;

    /** Whether sessions can be stored. */
    public final AtomicBoolean diskFails = new AtomicBoolean();

    /** Starts with a data folder and pairs of setting and value; address limits are off. */
    public AuthWorld(Path data, Object... first) {
        this.data = data;
        settings.put("auth_rate_limit_per_minute", 0);
        settings.put("app_env", "dev");
        settings.put("app_url", "https://api.example.com");
        settings.put("invitation_link", "https://app.example.com");
        start(first);
    }

    /** Starts, perhaps again, with more settings. */
    public void start(Object... more) {
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        AuthConfig config = TestConfig.of(
                data,
                settings.entrySet().stream()
                        .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                        .toArray());
        close();
        try {
            rows = new RowFile(config, clock);
            table = SessionTables.open(rows, config, clock, diskFails);
            accounts.tell(table);
            AccessTokens tokens = new AccessTokens(rows, config, clock);
            door = new Doorkeeper(accounts, passwords, table, config, clock);
            keeper = new SessionKeeper(accounts, table, tokens, config, clock);
            codes = new OneTimeCodes(rows, config, clock);
            invitations = new Invitations(rows, tokens, config, clock);
            courier = new Courier(messages, config);
            auth = new JwtAuthService(door, keeper, codes, invitations, accounts);
            identity = new IdentityServiceImpl(door, keeper, codes, invitations, accounts, courier, config);
            newAccounts = new NewAccounts(door, invitations, courier, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON with single quotes. */
    public static JsonObject json(String text) {
        return JsonCodec.parse(text.replace('\'', '"')).asObject().orElseThrow();
    }

    /** An active account. */
    public void user(String name, String json) {
        accounts.put(
                name,
                json(json)
                        .with("is_active", JsonBool.TRUE)
                        .with("shortname", new JsonString(name))
                        .with("uuid", new JsonString("u-" + name)));
    }

    public Login login(String body) {
        return auth.login(json(body), CLIENT);
    }

    public Login register(String shortname, String attributes) {
        return identity.register(WireRecord.of(ResourceType.USER, shortname, "users", json(attributes)), CLIENT);
    }

    /** Changes a profile in the session of a login. */
    public void profile(Login login, String attributes) {
        identity.updateProfile(caller(login.shortname()), login.token(), json(attributes), CLIENT);
    }

    public static Caller caller(String name) {
        return Caller.of(name, "r1", Map.of());
    }

    /** A code that proves an address. */
    public String code(String identifier) {
        identity.requestCode(json(identifier), CLIENT);
        return messages.code();
    }

    /** A code that logs in. */
    public String loginCode(String identifier) {
        identity.requestLoginCode(json(identifier), CLIENT);
        return messages.code();
    }

    /** A call is refused with this error. */
    public static void refused(Runnable call, int status, String type, int code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        DmartException.class,
                        e -> assertThat(e.status() + " " + e.type() + " " + e.code())
                                .isEqualTo(status + " " + type + " " + code));
    }

    @Override
    public void close() {
        try {
            if (table != null) {
                table.close();
                rows.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
