package cc.dmart.api.service;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.util.List;
import java.util.Map;

/**
 * An entry ready to be sent ({@code http-api.md} 4.3). Thread-safe.
 *
 * @param at          the address
 * @param meta        its meta without secrets, uuid and shortname included; the body is in {@code payload.body} where it is to
 *                    be sent, possibly as raw JSON
 * @param attachments by type; empty when there are none or none were asked for
 */
public record EntryView(Locator at, JsonObject meta, Map<ResourceType, List<WireRecord>> attachments) {}
