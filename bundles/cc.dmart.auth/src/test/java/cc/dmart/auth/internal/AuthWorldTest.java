package cc.dmart.auth.internal;

import static cc.dmart.auth.internal.AuthWorld.refused;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AuthService.Login;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A world of its own for each test, with the accounts that a class is about. */
public abstract class AuthWorldTest {
    /** Accounts that log in in every way; the password is {@code right}. */
    protected static final Map<String, String> VISITORS = Map.of(
            "dmart",
            "{'password':'hash:right'}",
            "sara",
            "{'password':'hash:right','email':'sara@b.io','is_email_verified':true,'msisdn':'7801234567',"
                    + "'is_msisdn_verified':true,'last_login':{'timestamp':1}}",
            "plain",
            "{'password':'hash:right','email':'plain@b.io'}",
            "bound",
            "{'password':'hash:right','email':'bound@b.io','is_email_verified':true,'type':'mobile',"
                    + "'device_id':'d1','locked_to_device':true}");

    /** An account whose owner changes it, with the password {@code Right4ever}, and the administrator. */
    protected static final Map<String, String> OWNERS = Map.of(
            "dmart",
            "{'password':'hash:right'}",
            "sara",
            "{'password':'hash:Right4ever','email':'sara@b.io','is_email_verified':true,'msisdn':'7801234567',"
                    + "'displayname':{'en':'Sara','ar':'سارة'},'last_login':{'timestamp':1}}");

    @TempDir
    protected Path data;

    protected AuthWorld world;
    private final Map<String, String> people;

    /** @param people metas by name */
    protected AuthWorldTest(Map<String, String> people) {
        this.people = people;
    }

    @BeforeEach
    void startWorld() {
        world = new AuthWorld(data);
        people.forEach(world::user);
    }

    @AfterEach
    void stopWorld() {
        world.close();
    }

    protected JsonObject meta(String name) {
        return world.accounts.meta(name);
    }

    /** The session of somebody out of {@link #OWNERS}. */
    protected Login sara() {
        return world.login("{'shortname':'sara','password':'Right4ever'}");
    }

    protected void loginFails(String body) {
        refused(() -> world.login(body), 401, "auth", 10);
    }
}
