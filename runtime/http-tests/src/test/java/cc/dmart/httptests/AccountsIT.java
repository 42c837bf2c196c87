package cc.dmart.httptests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of accounts from outside, with a real mail server: {@code http-api.md} 3, {@code security.md} 1, 5.3 to 5.5. */
class AccountsIT {
    private static final String PASSWORD = "Good4Enough";

    @TempDir
    static Path folder;

    private static GreenMail mails;
    private static Server server;
    private static Http admin;

    @BeforeAll
    static void start() {
        mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mails.start();
        server = Server.in(folder)
                .with("DMART_AUTH_RATE_LIMIT_PER_MINUTE", "0")
                .with("DMART_MAIL_HOST", "127.0.0.1")
                .with("DMART_MAIL_PORT", Integer.toString(mails.getSmtp().getPort()))
                .with("DMART_MAIL_USE_TLS", "false")
                .with("DMART_INVITATION_LINK", "https://app.example.com")
                .with("DMART_ALLOW_OTP_RESEND_AFTER", "0")
                .start();
        admin = server.http().admin();
    }

    @AfterAll
    static void stop() {
        server.close();
        mails.stop();
    }

    /** What the newest mail to an address holds. */
    private static String mailed(String address, Pattern wanted, int before) throws Exception {
        assertThat(mails.waitForIncomingEmail(Duration.ofSeconds(20).toMillis(), before + 1))
                .isTrue();
        MimeMessage[] all = mails.getReceivedMessages();
        for (int i = all.length - 1; i >= before; i--) {
            Matcher matcher = wanted.matcher(all[i].getContent().toString());
            if (all[i].getAllRecipients()[0].toString().equals(address) && matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("no such mail to " + address);
    }

    private static final Pattern CODE = Pattern.compile("\\b([0-9]{6})\\b");
    private static final Pattern INVITATION = Pattern.compile("invitation=([A-Za-z0-9_.-]+)");

    private static String code(String address) throws Exception {
        int before = mails.getReceivedMessages().length;
        server.http().post("/user/otp-request", Map.of("email", address)).expect(200);
        return mailed(address, CODE, before);
    }

    private static Map<String, Object> user(String shortname, Map<String, Object> attributes) {
        return Map.of("resource_type", "user", "shortname", shortname, "subpath", "users", "attributes", attributes);
    }

    private static Http register(String shortname) throws Exception {
        String address = shortname + "@b.io";
        Reply reply = server.http()
                .post(
                        "/user/create",
                        user(
                                shortname,
                                Map.of(
                                        "email", address,
                                        "email_otp", code(address),
                                        "password", PASSWORD,
                                        "roles", List.of("super_admin"),
                                        "payload", Map.of("content_type", "json", "body", Map.of("a", 1)))))
                .expect(200);
        assertThat(reply.header("Set-Cookie")).startsWith("auth_token=").contains("HttpOnly");
        return server.http()
                .withToken(reply.json().at("/records/0/attributes/access_token").asText());
    }

    private static JsonNode attributes(Http client) {
        return client.get("/user/profile").expect(200).json().at("/records/0/attributes");
    }

    @Test
    void registrationProfilePasswordAndDeletion() throws Exception {
        Http sara = register("sara");
        JsonNode before = attributes(sara);
        assertThat(before.at("/roles").toString()).isEqualTo("[]");
        assertThat(before.at("/is_email_verified").asBoolean()).isTrue();
        server.http().get("/user/check-existing?email=SARA@b.io").expect(200);
        server.http()
                .post(
                        "/user/create",
                        user("sara2", Map.of("email", "sara@b.io", "email_otp", "123456", "password", PASSWORD)))
                .expectError(400, 415);
        sara.post(
                        "/user/profile",
                        user(
                                "sara",
                                Map.of("displayname", Map.of("en", "S"), "payload", Map.of("body", Map.of("b", 2)))))
                .expect(200);
        assertThat(attributes(sara).at("/payload/body").toString()).isEqualTo("{\"a\":1,\"b\":2}");
        sara.post("/user/profile", Map.of("password", "Better4Sure")).expectError(403, 102);
        sara.post("/user/profile", Map.of("password", "Better4Sure", "old_password", "no"))
                .expectError(401, 19);
        sara.post("/user/profile", Map.of("password", "Better4Sure", "old_password", PASSWORD))
                .expect(200);
        sara.get("/user/profile").expectError(401, 49);
        Http again = server.http().login("sara", "Better4Sure");
        String history = admin.post(
                        "/managed/query",
                        Map.of(
                                "type",
                                "history",
                                "space_name",
                                "management",
                                "subpath",
                                "users",
                                "filter_shortnames",
                                List.of("sara")))
                .text();
        assertThat(history).doesNotContain("Better4Sure").doesNotContain("argon2id");
        again.post("/user/delete", Map.of()).expect(200);
        again.get("/user/profile").expectError(401, 49);
        server.http()
                .post(
                        "/user/create",
                        user("sara", Map.of("email", "x@b.io", "email_otp", code("x@b.io"), "password", PASSWORD)))
                .expectError(400, 400);
        assertThat(server.log()).doesNotContain("Better4Sure");
    }

    @Test
    void aCodeLogsInAndTheAddressIsChanged() throws Exception {
        Http omar = register("omar");
        int before = mails.getReceivedMessages().length;
        server.http()
                .post("/user/otp-request-login", Map.of("email", "omar@b.io"))
                .expect(200);
        String code = mailed("omar@b.io", CODE, before);
        server.http()
                .post("/user/login", Map.of("email", "omar@b.io", "otp", code))
                .expect(200);
        server.http()
                .post("/user/login", Map.of("email", "omar@b.io", "otp", code))
                .expectError(401, 10);
        omar.post("/user/profile", Map.of("email", "new@b.io")).expectError(400, 50);
        omar.post("/user/profile", Map.of("email", "new@b.io", "email_otp", code("new@b.io")))
                .expect(200);
        server.http()
                .post("/user/login", Map.of("email", "new@b.io", "password", PASSWORD))
                .expect(200);
        server.http()
                .post("/user/login", Map.of("email", "omar@b.io", "password", PASSWORD))
                .expectError(401, 10);
        JsonNode sessions = omar.get("/user/sessions").expect(200).json().at("/attributes/sessions");
        assertThat(sessions.size()).isEqualTo(3);
        omar.delete("/user/sessions/" + sessions.get(0).at("/id").asText()).expect(200);
        assertThat(omar.get("/user/sessions").json().at("/attributes/sessions").size())
                .isEqualTo(2);
    }

    @Test
    void anInvitedUserGetsAMailAndAnAdministratorResets() throws Exception {
        int before = mails.getReceivedMessages().length;
        admin.post(
                        "/managed/request",
                        Map.of(
                                "space_name", "management",
                                "request_type", "create",
                                "records", List.of(user("guest", Map.of("email", "guest@b.io")))))
                .expect(200);
        String invitation = mailed("guest@b.io", INVITATION, before);
        Reply login = server.http()
                .post("/user/login", Map.of("invitation", invitation))
                .expect(200);
        server.http().post("/user/login", Map.of("invitation", invitation)).expectError(401, 10);
        Http guest = server.http()
                .withToken(login.json().at("/records/0/attributes/access_token").asText());
        assertThat(attributes(guest).at("/force_password_change").asBoolean()).isTrue();
        guest.post("/user/profile", Map.of("password", PASSWORD)).expect(200);
        Http back = server.http().login("guest", PASSWORD);
        back.post("/user/validate_password", Map.of("password", PASSWORD)).expect(200);
        back.post("/user/reset", Map.of("shortname", "dmart")).expectError(401, 401);
        int sent = mails.getReceivedMessages().length;
        Reply reset = admin.post("/user/reset", Map.of("shortname", "guest")).expect(200);
        assertThat(reset.json().at("/attributes").toString())
                .isEqualTo("{\"shortname\":\"guest\",\"sms_sent\":false,\"email_sent\":true}");
        back.get("/user/profile").expectError(401, 49);
        assertThat(mailed("guest@b.io", INVITATION, sent)).isNotEqualTo(invitation);
        assertThat(server.log()).doesNotContain(invitation);
    }

    @Test
    void whatADeletedAccountOwnedGoesToAnonymousAlsoAcrossAKill() throws Exception {
        Http owner = register("owner");
        admin.post(
                        "/managed/request",
                        Map.of(
                                "space_name", "things",
                                "request_type", "create",
                                "records",
                                        List.of(Map.of(
                                                "resource_type",
                                                "space",
                                                "shortname",
                                                "things",
                                                "subpath",
                                                "/",
                                                "attributes",
                                                Map.of()))))
                .expect(200);
        List<Map<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(
                    Map.of("resource_type", "content", "shortname", "t" + i, "subpath", "/", "attributes", Map.of()));
        }
        admin.post("/managed/request", Map.of("space_name", "things", "request_type", "create", "records", records))
                .expect(200);
        List<Map<String, Object>> assigned = records.stream()
                .map(r -> Map.<String, Object>of(
                        "resource_type",
                        "content",
                        "shortname",
                        r.get("shortname"),
                        "subpath",
                        "/",
                        "attributes",
                        Map.of("owner_shortname", "owner")))
                .toList();
        admin.post("/managed/request", Map.of("space_name", "things", "request_type", "assign", "records", assigned))
                .expect(200);
        one("management", "create", "group", "groups", "crew", Map.of("roles", List.of()));
        one("things", "update", "content", "/", "t7", Map.of("owner_group_shortname", "crew"));
        one("management", "delete", "group", "groups", "crew", Map.of());
        owner.post("/user/delete", Map.of()).expect(200);
        server.kill9();
        server.start();
        admin = server.http().admin();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (owned("owner") > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(owned("owner")).isZero();
        assertThat(owned("anonymous")).isEqualTo(300);
        assertThat(admin.get("/managed/entry/content/things/__root__/t7")
                        .expect(200)
                        .text())
                .as("what a later group of the name would own")
                .doesNotContain("owner_group_shortname");
        assertThat(Files.exists(folder.resolve("data/auth/rows.jsonl"))).isTrue();
    }

    private static void one(
            String space, String request, String type, String subpath, String name, Map<String, Object> attributes) {
        Map<String, Object> record =
                Map.of("resource_type", type, "shortname", name, "subpath", subpath, "attributes", attributes);
        admin.post("/managed/request", Map.of("space_name", space, "request_type", request, "records", List.of(record)))
                .expect(200);
    }

    private static int owned(String owner) {
        return admin.post(
                        "/managed/query",
                        Map.of(
                                "type",
                                "search",
                                "space_name",
                                "things",
                                "subpath",
                                "/",
                                "search",
                                "@owner_shortname:" + owner,
                                "limit",
                                1))
                .expect(200)
                .json()
                .at("/attributes/total")
                .asInt();
    }
}
