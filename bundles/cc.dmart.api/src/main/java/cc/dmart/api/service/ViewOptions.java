package cc.dmart.api.service;

import cc.dmart.api.model.ResourceType;
import java.util.Set;

/**
 * What to send along with an entry ({@code http-api.md} 4.3). Thread-safe.
 *
 * @param jsonPayload     whether a JSON body is wanted
 * @param attachments     whether attachments are wanted
 * @param attachmentTypes which; empty = all
 */
public record ViewOptions(boolean jsonPayload, boolean attachments, Set<ResourceType> attachmentTypes) {
    /** Meta only. */
    public static final ViewOptions META = new ViewOptions(false, false, Set.of());

    /** Options with a copy of the set. */
    public ViewOptions {
        attachmentTypes = Set.copyOf(attachmentTypes);
    }
}
