package cc.dmart.auth.internal;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.SessionEvents;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Accounts in memory, with the rules of {@code core} that {@code auth} relies on. Thread-safe. */
public final class FakeAccounts implements AccountService, AccountChanges {
    /** What happens while an account is being made. */
    public volatile Runnable beforeRegister = () -> {};

    /** What happens while an identity is being linked. */
    public volatile Runnable beforeLink = () -> {};

    /** What happens while a login is being stored. */
    public volatile Runnable beforeLogin = () -> {};

    /** Reads so far. */
    public final AtomicInteger reads = new AtomicInteger();

    private final Map<String, JsonObject> metas = new ConcurrentHashMap<>();
    private volatile SessionEvents told = new Nobody();

    private static final class Nobody implements SessionEvents {
        @Override
        public void accountDisabled(String shortname) {}

        @Override
        public void passwordChanged(String shortname) {}

        @Override
        public void accountEnabled(String shortname) {}
    }

    /** Who is told of changes. */
    public void tell(SessionEvents events) {
        told = events;
    }

    public void put(String shortname, JsonObject meta) {
        metas.put(shortname, meta);
    }

    public JsonObject meta(String shortname) {
        return metas.get(shortname);
    }

    public void edit(String shortname, UnaryOperator<JsonObject> edit) {
        metas.computeIfPresent(shortname, (name, meta) -> edit.apply(meta));
    }

    private static User user(String shortname, JsonObject meta) {
        return new User(new Entry(Locator.of("management", "users", shortname, ResourceType.USER), meta));
    }

    @Override
    public Optional<User> find(String shortname) {
        reads.incrementAndGet();
        return Optional.ofNullable(metas.get(shortname)).map(meta -> user(shortname, meta));
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return by("email", email);
    }

    @Override
    public Optional<User> findByMsisdn(String msisdn) {
        return by("msisdn", msisdn);
    }

    @Override
    public Optional<User> findByIdentity(String provider, String id) {
        return metas.keySet().stream()
                .flatMap(name -> find(name).stream())
                .filter(u -> u.linkedIdentity(provider).equals(Optional.of(id)))
                .findFirst();
    }

    @Override
    public void linkIdentity(Caller caller, String shortname, String provider, Optional<String> id) {
        beforeLink.run();
        edit(shortname, meta -> {
            JsonObject.Builder linked = meta.object(User.LINKED).orElse(JsonObject.EMPTY).toBuilder();
            id.ifPresentOrElse(i -> linked.put(provider, i), () -> linked.remove(provider));
            return meta.with(User.LINKED, linked.build());
        });
    }

    private Optional<User> by(String field, String value) {
        return metas.keySet().stream()
                .filter(name -> metas.get(name).string(field).equals(Optional.of(value)))
                .findFirst()
                .flatMap(this::find);
    }

    @Override
    public void recordLogin(
            Caller caller,
            String shortname,
            JsonObject lastLogin,
            Optional<String> newHash,
            Optional<String> deviceId) {
        beforeLogin.run();
        edit(shortname, meta -> {
            JsonObject.Builder out = meta.toBuilder().put("last_login", lastLogin);
            if (!meta.has("uuid")) {
                out.put("uuid", "drawn-" + shortname);
            }
            newHash.ifPresent(h -> out.put("password", h));
            deviceId.ifPresent(d -> out.put("device_id", d));
            return out.build();
        });
    }

    @Override
    public void lockOut(Caller caller, String shortname) {
        edit(shortname, meta -> meta.with("is_active", JsonBool.FALSE));
    }

    @Override
    public WireRecord profile(Caller caller) {
        throw new UnsupportedOperationException("not asked for in these tests");
    }

    @Override
    public User register(Caller client, NewAccount account) {
        beforeRegister.run();
        if (isSuper(account.attributes().strings("roles"))) {
            throw new IllegalArgumentException("an administrator");
        }
        String name = account.shortname().equals("auto") ? "a1b2c3d4" : account.shortname();
        JsonObject meta = hashed(account.attributes().toBuilder()
                .putAll(account.sealed())
                .put("is_active", true)
                .put("shortname", name)
                .put("uuid", "u-" + name)
                .put("owner_shortname", "dmart")
                .build());
        if (metas.putIfAbsent(name, meta) != null) {
            throw DmartException.Conflict.alreadyExists(name);
        }
        return user(name, meta);
    }

    private static JsonObject hashed(JsonObject meta) {
        Optional<String> password = meta.string("password").filter(p -> !p.contains(":"));
        return password.map(p -> meta.with("password", new JsonString("hash:" + p)))
                .orElse(meta);
    }

    @Override
    public User update(Caller caller, String shortname, String cause, Function<User, JsonObject> attributes) {
        User now = find(shortname).orElseThrow(DmartException.NotFound::entry);
        JsonObject before = now.entry().meta();
        JsonObject wanted = attributes.apply(now);
        JsonObject.Builder out = before.toBuilder();
        for (Map.Entry<String, JsonValue> member : wanted.members().entrySet()) {
            if (member.getValue().isNull()) {
                out.remove(member.getKey());
            } else {
                out.put(member.getKey(), member.getValue());
            }
        }
        if (wanted.string("password").isPresent()) {
            out.put("force_password_change", false);
        }
        JsonObject after = hashed(out.build());
        put(shortname, after);
        if (!before.string("password").equals(after.string("password"))) {
            told.passwordChanged(shortname);
        }
        if (!after.bool("is_active").orElse(false)) {
            told.accountDisabled(shortname);
        }
        if (!before.get("email").equals(after.get("email"))
                || !before.get("msisdn").equals(after.get("msisdn"))) {
            told.addressChanged(shortname);
        }
        return user(shortname, after);
    }

    @Override
    public void delete(Caller caller, String shortname) {
        if (metas.remove(shortname) == null) {
            throw DmartException.NotFound.entry();
        }
        told.accountGone(shortname);
    }

    @Override
    public User reset(Caller caller, String shortname, boolean dropPassword) {
        if (!caller.user().equals("dmart")) {
            throw DmartException.Forbidden.denied();
        }
        return update(caller, shortname, "reset", now -> {
            JsonObject.Builder out = JsonObject.builder().put("force_password_change", true);
            return (dropPassword ? out.put("password", JsonNull.NULL) : out).build();
        });
    }

    @Override
    public Optional<String> taken(Identifiers wanted) {
        if (wanted.shortname()
                .filter(s -> metas.keySet().stream().anyMatch(s::equalsIgnoreCase))
                .isPresent()) {
            return Optional.of("shortname");
        }
        if (wanted.msisdn().flatMap(this::findByMsisdn).isPresent()) {
            return Optional.of("msisdn");
        }
        return wanted.email().flatMap(this::findByEmail).map(u -> "email");
    }

    @Override
    public boolean isSuper(Collection<String> roles) {
        return roles.contains("super_admin");
    }
}
