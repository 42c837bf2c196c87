package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.SpooledFile;
import cc.dmart.api.model.User;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.EntryView;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.QueryService;
import cc.dmart.api.service.SystemService;
import cc.dmart.api.service.Upload;
import cc.dmart.api.service.ViewOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Services that answer by the name of what is asked for: {@code missing}, {@code secret} and {@code boom} fail, the account
 * of the token {@code tok_NAME} is NAME. Everything is echoed, so that rows can look at what arrived.
 */
final class FakeServices implements EntryService, QueryService, AuthService, AccountService, SystemService {
    static final byte[] PICTURE = new byte[200_000];

    /** What is found as the payload of {@code given}. */
    volatile Supplier<PayloadView> given = () -> {
        throw DmartException.NotFound.payload();
    };

    /** Tokens whose sessions were ended. */
    final List<String> ended = new CopyOnWriteArrayList<>();

    static {
        for (int i = 0; i < PICTURE.length; i++) {
            PICTURE[i] = (byte) (i * 31 + i / 251);
        }
    }

    private static void refuse(String name) {
        switch (name) {
            case "missing" -> throw DmartException.NotFound.entry();
            case "secret" -> throw DmartException.Forbidden.denied();
            case "boom" -> throw new IllegalStateException("internals of the server");
            case "full" -> throw DmartException.Unavailable.now("No space left", null);
            default -> {}
        }
    }

    @Override
    public BatchResult apply(Caller caller, SpaceName space, RequestType type, List<WireRecord> records) {
        if (space.value().equals("nospace")) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_SPACE_NAME, "Space name is invalid");
        }
        List<WireRecord> done = new ArrayList<>();
        List<BatchResult.Failure> failed = new ArrayList<>();
        for (WireRecord record : records) {
            switch (record.shortname()) {
                case "taken" ->
                    failed.add(new BatchResult.Failure("taken", DmartException.Conflict.alreadyExists("taken")));
                case "odd" ->
                    failed.add(new BatchResult.Failure("odd", DmartException.Invalid.schema("no", List.of())));
                case "disk" -> failed.add(new BatchResult.Failure("disk", DmartException.Unavailable.now("x", null)));
                case "hidden" ->
                    failed.add(new BatchResult.Failure("hidden", DmartException.Unavailable.notVisibleYet(null)));
                case "hidden_alone" -> throw DmartException.Unavailable.notVisibleYet(null);
                default -> {
                    refuse(record.shortname());
                    done.add(record.withUuid("u1")
                            .withAttributes(record.attributes().with("slug", JsonNull.NULL).toBuilder()
                                    .put("by", caller.user())
                                    .put("agent", caller.headers().getOrDefault("user-agent", ""))
                                    .put("referer", caller.headers().getOrDefault("referer", ""))
                                    .build()));
                }
            }
        }
        return new BatchResult(done, failed);
    }

    @Override
    public EntryView view(Caller caller, Locator at, ViewOptions options) {
        refuse(at.shortname().value());
        JsonObject meta = JsonObject.builder()
                .put("uuid", "u1")
                .put("shortname", at.shortname().value())
                .put("at", at.toString())
                .put("by", caller.user())
                .put("options", options.jsonPayload() + " " + options.attachments() + " " + options.attachmentTypes())
                .put("slug", JsonNull.NULL)
                .put("payload", new JsonRaw("{\"body\":{\"price\":3}}".getBytes(StandardCharsets.UTF_8)))
                .build();
        WireRecord comment = WireRecord.of(ResourceType.COMMENT, "c1", "pens", JsonObject.EMPTY)
                .withUuid("u2");
        return new EntryView(
                at, meta, options.attachments() ? Map.of(ResourceType.COMMENT, List.of(comment)) : Map.of());
    }

    @Override
    public PayloadView payload(Caller caller, Locator at) {
        String name = at.shortname().value();
        refuse(name);
        return switch (name) {
            case "json" -> new PayloadView.Json(new JsonRaw("{\"price\":4}".getBytes(StandardCharsets.UTF_8)), "v1");
            case "wide" ->
                new PayloadView.Json(
                        new JsonRaw("{\"n\":99999999999999999999}".getBytes(StandardCharsets.UTF_8)), "w1");
            case "html" -> new PayloadView.Text("<b>ب</b>", ContentType.HTML, "html.html", "v2");
            case "old" -> new PayloadView.File(new MemoryFile("old.svg", PICTURE), ContentType.IMAGE_JPEG, "");
            case "empty" -> new PayloadView.File(new MemoryFile("empty.txt", new byte[0]), ContentType.TEXT, "e0");
            case "given" -> given.get();
            case "none" -> throw DmartException.NotFound.payload();
            default -> new PayloadView.File(new MemoryFile(name + ".png", PICTURE), ContentType.IMAGE_PNG, "abc");
        };
    }

    @Override
    public WireRecord upload(Caller caller, SpaceName space, WireRecord record, Upload upload, boolean createOnly) {
        try {
            byte[] bytes = upload.content().readAllBytes();
            String sha = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            boolean taken =
                    upload.spooled().isPresent() && isTaken(upload.spooled().get(), bytes, sha);
            return record.withUuid("u1")
                    .withAttributes(JsonObject.builder()
                            .put("by", caller.user())
                            .put("space", space.value())
                            .put("size", bytes.length)
                            .put("sha", sha)
                            .put("stated", upload.sha256().orElse("none"))
                            .put("file", upload.fileName())
                            .put("type", upload.mediaType().orElse("none"))
                            .put("create_only", createOnly)
                            .put("taken", taken)
                            .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the file over as a store does, if it is what it says. */
    private static boolean isTaken(SpooledFile file, byte[] bytes, String sha) throws IOException {
        byte[] head = Arrays.copyOf(bytes, SpooledFile.HEAD);
        boolean same = file.size() == bytes.length
                && file.sha256().equals(sha)
                && Arrays.equals(file.head(), head)
                && Arrays.equals(Files.readAllBytes(file.path()), bytes);
        Files.move(file.path(), file.path().resolveSibling("taken"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(file.path().resolveSibling("taken"));
        return same;
    }

    @Override
    public QueryResult query(Caller caller, JsonObject request, boolean spaceMust) {
        if (spaceMust && request.string("space_name").equals(Optional.of("nospace"))) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_SPACE_NAME, "Space name is invalid");
        }
        if (request.string("space_name").equals(Optional.of("nospace"))) {
            return new QueryResult(List.of(), 0, 0);
        }
        JsonObject attributes = JsonObject.builder()
                .put("asked", request)
                .put("by", caller.user())
                .build();
        WireRecord space =
                WireRecord.of(ResourceType.SPACE, "s", "/", attributes).withUuid("u1");
        return new QueryResult(List.of(space), 7, 1);
    }

    @Override
    public Login login(JsonObject body, Client client) {
        if (!body.string("password").equals(Optional.of("right"))) {
            throw new DmartException.Forbidden(
                    401, ErrorType.AUTH, ErrorCode.INVALID_USERNAME_AND_PASS, "Invalid username or password");
        }
        String name = body.string("shortname").orElse("");
        JsonObject attributes = JsonObject.builder()
                .put("access_token", "tok_" + name)
                .put("type", "web")
                .put("ip", client.ip())
                .build();
        return new Login(name, "tok_" + name, 3600, attributes, "u1");
    }

    @Override
    public String authenticate(String token) {
        return switch (token) {
            case "expired" -> throw DmartException.Forbidden.expiredToken();
            case "dead" -> throw DmartException.Forbidden.notAuthenticated();
            default -> {
                if (!token.startsWith("tok_")) {
                    throw DmartException.Forbidden.invalidToken();
                }
                yield token.substring(4);
            }
        };
    }

    @Override
    public List<JsonObject> sessionsOf(String shortname) {
        return List.of();
    }

    @Override
    public int endSessionsOf(String shortname) {
        return 0;
    }

    @Override
    public List<JsonObject> sessions(String token) {
        return List.of(JsonObject.builder().put("id", "s1").put("of", token).build());
    }

    @Override
    public void endSession(String token, String id, Client client) {
        if (!id.equals("s1")) {
            throw DmartException.NotFound.entry();
        }
    }

    @Override
    public void logout(Optional<String> token, boolean all, Client client) {
        token.ifPresent(ended::add);
    }

    @Override
    public Optional<User> find(String shortname) {
        return Optional.empty();
    }

    @Override
    public Optional<User> findByEmail(String email) {
        return Optional.empty();
    }

    @Override
    public Optional<User> findByMsisdn(String msisdn) {
        return Optional.empty();
    }

    @Override
    public Optional<User> findByIdentity(String provider, String id) {
        return Optional.empty();
    }

    @Override
    public void linkIdentity(Caller caller, String shortname, String provider, Optional<String> id) {
        // nothing is kept
    }

    @Override
    public void recordLogin(
            Caller caller, String shortname, JsonObject lastLogin, Optional<String> hash, Optional<String> device) {
        // nothing is kept
    }

    @Override
    public void lockOut(Caller caller, String shortname) {
        // nothing is kept
    }

    @Override
    public WireRecord profile(Caller caller) {
        refuse(caller.user());
        return WireRecord.of(ResourceType.USER, caller.user(), "users", JsonObject.EMPTY)
                .withUuid("u1")
                .withAttachments(Map.of());
    }

    @Override
    public JsonObject manifest(Caller caller) {
        return JsonObject.builder().put("name", "DMART").build();
    }

    @Override
    public JsonObject settings(Caller caller) {
        if (!caller.user().equals("dmart")) {
            throw new DmartException.Forbidden(401, ErrorType.ACCESS, ErrorCode.NOT_ALLOWED, "dmart only");
        }
        return JsonObject.builder().put("app_url", "").build();
    }
}
