package cc.dmart.storage.files.internal;

import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.storage.files.internal.commit.Store;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A small shop and every kind of change on it. */
final class Scenarios {
    static final SpaceName SHOP = new SpaceName("shop");
    static final Locator SPACE = Locator.ofSpace(SHOP);
    static final Locator FOLDER = Locator.of("shop", "/", "catalog", ResourceType.FOLDER);
    static final Locator PEN = Locator.of("shop", "catalog", "pen", ResourceType.CONTENT);
    static final Locator INK = Locator.of("shop", "catalog", "ink", ResourceType.CONTENT);
    static final Locator NEW = Locator.of("shop", "catalog", "brush", ResourceType.CONTENT);
    static final Locator LOG = Locator.of("shop", "catalog", "log", ResourceType.LOG);
    static final Locator NOTE = PEN.attachment(ResourceType.COMMENT, new Shortname("note"));
    static final Locator IMAGE = PEN.attachment(ResourceType.MEDIA, new Shortname("image"));

    private Scenarios() {}

    /** What the shop has before. */
    static void build(Store store) {
        commit(store, put(SPACE, true, 0, new PayloadChange.Keep()));
        commit(store, putJson(FOLDER, true, 1));
        commit(store, putJson(PEN, true, 1));
        commit(store, putJson(NOTE, true, 1));
        commit(store, putJson(IMAGE, true, 1));
        commit(store, putJson(INK, true, 1));
        commit(store, put(LOG, true, 0, new PayloadChange.Bytes("log.jsonl", bytes("{\"n\":1}\n"), Optional.empty())));
        commit(store, new ChangeOp.AppendHistory(PEN, line("h1")));
        commit(store, new ChangeOp.AppendHistory(FOLDER, line("h2")));
        commit(store, new ChangeOp.AppendHistory(NOTE, line("h3")));
        commit(store, new ChangeOp.AppendActivity(SHOP, line("a1").json()));
    }

    /** Every kind of change by name. */
    static Map<String, Consumer<Store>> all() {
        Map<String, Consumer<Store>> out = new LinkedHashMap<>();
        out.put("create", s -> commit(s, putJson(NEW, true, 5)));
        out.put(
                "create in a new folder",
                s -> commit(s, putJson(Locator.of("shop", "a/b", "deep", ResourceType.TICKET), true, 5)));
        out.put("create over a stray file", Scenarios::overStray);
        out.put("update", s -> commit(s, putJson(PEN, false, 5)));
        out.put("update with another file", Scenarios::otherFile);
        out.put("update with inline text", s -> commit(s, put(PEN, false, 5, new PayloadChange.Drop("pen.json"))));
        out.put("upload", Scenarios::upload);
        out.put(
                "large payload",
                s -> commit(s, put(PEN, false, 5, new PayloadChange.Bytes("pen.json", large(), Optional.empty()))));
        out.put("delete entry", s -> commit(s, new ChangeOp.RemoveEntry(PEN, Optional.of("pen.json"))));
        out.put("delete attachment", s -> commit(s, new ChangeOp.RemoveEntry(NOTE, Optional.of("note.json"))));
        out.put("delete folder", s -> commit(s, new ChangeOp.RemoveEntry(FOLDER, Optional.of("catalog.json"))));
        out.put("delete space", s -> commit(s, new ChangeOp.RemoveEntry(SPACE, Optional.empty())));
        out.put("move entry", s -> commit(s, move(PEN, Locator.of("shop", "x/y", "nib", ResourceType.CONTENT))));
        out.put(
                "move entry to the root",
                s -> commit(s, move(PEN, Locator.of("shop", "/", "nib", ResourceType.CONTENT))));
        out.put("move folder", s -> commit(s, move(FOLDER, Locator.of("shop", "x", "goods", ResourceType.FOLDER))));
        out.put(
                "move attachment",
                s -> commit(s, move(NOTE, INK.attachment(ResourceType.COMMENT, new Shortname("memo")))));
        out.put("rename attachment", Scenarios::renameAttachment);
        out.put("move space", s -> commit(s, move(SPACE, Locator.ofSpace(new SpaceName("store")))));
        out.put("history", s -> commit(s, new ChangeOp.AppendHistory(PEN, line("h9"))));
        out.put("history of an attachment", s -> commit(s, new ChangeOp.AppendHistory(IMAGE, line("h9"))));
        out.put(
                "activity",
                s -> commit(s, new ChangeOp.AppendActivity(SHOP, line("a9").json())));
        out.put(
                "log item",
                s -> commit(
                        s,
                        new ChangeOp.AppendLog(
                                LOG, JsonObject.builder().put("n", 2).build())));
        out.put("many steps", Scenarios::many);
        return out;
    }

    private static void renameAttachment(Store store) {
        Locator memo = PEN.attachment(ResourceType.COMMENT, new Shortname("memo"));
        commit(
                store,
                new ChangeOp.AppendHistory(IMAGE, line("h7")),
                move(NOTE, memo),
                new ChangeOp.AppendHistory(memo, line("h8")));
    }

    private static void many(Store store) {
        Locator nib = Locator.of("shop", "catalog", "nib", ResourceType.CONTENT);
        store.commit(new Change(
                List.of(
                        putJson(PEN, false, 7),
                        new ChangeOp.AppendHistory(PEN, line("h7")),
                        move(PEN, nib),
                        putJson(PEN, true, 8),
                        new ChangeOp.RemoveEntry(INK, Optional.of("ink.json")),
                        move(nib, INK),
                        putJson(INK, false, 9),
                        new ChangeOp.AppendLog(
                                LOG, JsonObject.builder().put("n", 3).build()),
                        new ChangeOp.AppendLog(
                                LOG, JsonObject.builder().put("n", 4).build()),
                        new ChangeOp.AppendActivity(SHOP, line("a7").json())),
                List.of(),
                false));
    }

    private static void overStray(Store store) {
        commit(
                store,
                put(NEW, true, 3, new PayloadChange.Bytes("brush.json", bytes("{\"stray\":false}"), Optional.empty())),
                new ChangeOp.RemoveEntry(NEW, Optional.empty()),
                putJson(NEW, true, 4));
    }

    private static void otherFile(Store store) {
        commit(
                store,
                put(
                        PEN,
                        false,
                        5,
                        new PayloadChange.Bytes("pen.png", bytes("not really a picture"), Optional.of("pen.json"))));
    }

    private static void upload(Store store) {
        var staged = store.staging().stage(SHOP, new ByteArrayInputStream(bytes("uploaded bytes")), 1000);
        commit(store, put(PEN, false, 6, new PayloadChange.Staged("pen.pdf", staged, Optional.of("pen.json"))));
    }

    static byte[] large() {
        byte[] out = new byte[300 << 10];
        Arrays.fill(out, (byte) ' ');
        out[0] = '[';
        out[out.length - 1] = ']';
        return out;
    }

    static long commit(Store store, ChangeOp... ops) {
        return store.commit(new Change(new ArrayList<>(Arrays.asList(ops)), List.of(), false));
    }

    static ChangeOp.PutEntry putJson(Locator at, boolean created, int n) {
        String file = at.shortname() + ".json";
        return put(at, created, n, new PayloadChange.Bytes(file, bytes("{\"n\":" + n + "}"), Optional.empty()));
    }

    static ChangeOp.PutEntry put(Locator at, boolean created, int n, PayloadChange payload) {
        return new ChangeOp.PutEntry(at, meta(at, n), payload, created);
    }

    static ChangeOp.MoveEntry move(Locator from, Locator to) {
        boolean file = from.type() != ResourceType.SPACE;
        return new ChangeOp.MoveEntry(
                from,
                to,
                meta(to, 1),
                file ? Optional.of(from.shortname() + ".json") : Optional.empty(),
                file ? Optional.of(to.shortname() + ".json") : Optional.empty());
    }

    static JsonObject meta(Locator at, int n) {
        return JsonObject.builder()
                .put("uuid", "7c4a1f0e-52b6-4d0b-9f0e-0c9f3a3f6d11")
                .put("shortname", at.shortname().value())
                .put("is_active", true)
                .put("version_of_test", (long) n)
                .put("owner_shortname", "dmart")
                .put(
                        "payload",
                        JsonObject.builder()
                                .put("content_type", "json")
                                .put("body", at.shortname() + ".json")
                                .build())
                .build();
    }

    static HistoryRecord line(String uuid) {
        return HistoryRecord.of(uuid, "2024-01-01T00:00:00.000000", "dmart", JsonObject.EMPTY, JsonObject.EMPTY);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
