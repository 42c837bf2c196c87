package cc.dmart.auth.internal.login;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AccountService;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Accounts in memory. Thread-safe. */
final class FakeAccounts implements AccountService {
    final AtomicInteger reads = new AtomicInteger();
    private final Map<String, JsonObject> metas = new ConcurrentHashMap<>();

    void put(String shortname, JsonObject meta) {
        metas.put(shortname, meta);
    }

    JsonObject meta(String shortname) {
        return metas.get(shortname);
    }

    void edit(String shortname, UnaryOperator<JsonObject> edit) {
        metas.computeIfPresent(shortname, (name, meta) -> edit.apply(meta));
    }

    @Override
    public Optional<User> find(String shortname) {
        reads.incrementAndGet();
        return Optional.ofNullable(metas.get(shortname))
                .map(meta ->
                        new User(new Entry(Locator.of("management", "users", shortname, ResourceType.USER), meta)));
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return by("email", email);
    }

    @Override
    public Optional<User> findByMsisdn(String msisdn) {
        return by("msisdn", msisdn);
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
        edit(shortname, meta -> {
            JsonObject.Builder out = meta.toBuilder().put("last_login", lastLogin);
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
}
