package cc.dmart.core.internal.entry.service;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonRaw;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.EntryView;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.PayloadStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.access.AccessPolicy;
import cc.dmart.core.internal.access.AccessTarget;
import cc.dmart.core.internal.entry.form.AsRead;
import cc.dmart.core.internal.entry.form.WireForm;
import cc.dmart.core.internal.entry.pipeline.ChangeFacts;
import cc.dmart.core.internal.event.HookDispatcher;
import cc.dmart.core.internal.filetype.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads of single entries and payloads ({@code http-api.md} 4.3, 4.5): permission first, then hooks, then the stored bytes without
 * parsing them. Thread-safe.
 */
final class EntryReader {
    private static final int MAX_LOG_BYTES = 8 << 20;

    private final EntryStore store;
    private final PayloadStore payloads;
    private final AccessPolicy access;
    private final ViewEvents events;
    private final AsRead asRead;

    EntryReader(EntryStore store, PayloadStore payloads, AccessPolicy access, HookDispatcher hooks, ChangeFacts facts) {
        this.store = store;
        this.payloads = payloads;
        this.access = access;
        this.events = new ViewEvents(hooks, facts);
        this.asRead = new AsRead(payloads, facts.zone(), MAX_LOG_BYTES);
    }

    /** The entry, its JSON body if wanted, and its attachments if wanted. */
    EntryView view(Caller caller, Locator at, ViewOptions options) {
        StoredEntry entry = load(caller, at);
        boolean notes = access.showsNotes(caller, entry.entry());
        StoredEntry shown = asRead.of(entry, options.jsonPayload());
        return new EntryView(at, WireForm.meta(shown, options.jsonPayload(), notes), attachments(caller, at, options));
    }

    /** The same as a record with its space. */
    WireRecord record(Caller caller, Locator at, ViewOptions options) {
        StoredEntry shown = asRead.of(load(caller, at), options.jsonPayload());
        WireRecord record = WireForm.record(shown, options.jsonPayload());
        return options.attachments() ? record.withAttachments(attachments(caller, at, options)) : record;
    }

    private Map<ResourceType, List<WireRecord>> attachments(Caller caller, Locator at, ViewOptions options) {
        return options.attachments() && !at.type().isAttachment()
                ? WireForm.attachments(
                        asRead.of(
                                visible(caller, store.attachments(at, options.attachmentTypes())),
                                options.jsonPayload()),
                        options.jsonPayload())
                : Map.of();
    }

    /** Inactive attachments need a permission of their own ({@code security.md} 3.10). */
    private List<StoredEntry> visible(Caller caller, List<StoredEntry> all) {
        List<StoredEntry> out = new ArrayList<>(all.size());
        for (StoredEntry one : all) {
            if (one.entry().isActive() || access.allows(caller, ActionType.VIEW, AccessTarget.of(one.entry()))) {
                out.add(one);
            }
        }
        return out;
    }

    private StoredEntry load(Caller caller, Locator at) {
        StoredEntry entry = store.find(at).orElseThrow(() -> missing(caller, at));
        access.require(caller, ActionType.VIEW, AccessTarget.of(entry.entry()));
        events.view(caller, entry);
        return entry;
    }

    private DmartException missing(Caller caller, Locator at) {
        events.missing(caller, at);
        return DmartException.NotFound.entry();
    }

    /** The payload in the form in which it is sent. */
    PayloadView payload(Caller caller, Locator at) {
        StoredEntry entry = load(caller, at);
        Payload payload = entry.entry().payload().orElseThrow(DmartException.NotFound::payload);
        Optional<ContentType> type = payload.contentType();
        if (at.type() == ResourceType.LOG) {
            PayloadFile items = payloads.open(entry).orElseThrow(DmartException.NotFound::payload);
            return new PayloadView.Json(asRead.log(items), "");
        }
        boolean asFile = at.type() == ResourceType.MEDIA && entry.payloadFile().isPresent();
        if (entry.jsonBody().isPresent() && !asFile) {
            return new PayloadView.Json(entry.jsonBody().get(), entry.version());
        }
        if (entry.payloadFile().isPresent()) {
            PayloadFile file = payloads.open(entry).orElseThrow(DmartException.NotFound::payload);
            return new PayloadView.File(
                    file,
                    MediaTypes.ofStored(type, file.name()),
                    payload.checksum().orElse(""));
        }
        return inline(entry, type, payload.body().orElseThrow(DmartException.NotFound::payload));
    }

    private static PayloadView inline(StoredEntry entry, Optional<ContentType> type, JsonValue body) {
        if (body instanceof JsonObject) {
            return new PayloadView.Json(new JsonRaw(JsonCodec.write(body)), entry.version());
        }
        if (body instanceof JsonString text
                && type.filter(ContentType::isInlineText).isPresent()) {
            String ext = switch (type.get()) {
                case MARKDOWN -> ".md";
                case HTML -> ".html";
                default -> ".txt";
            };
            return new PayloadView.Text(
                    text.value(), type.get(), entry.at().shortname().value() + ext, entry.version());
        }
        throw DmartException.NotFound.payload();
    }
}
