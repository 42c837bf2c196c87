package cc.dmart.api.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks through the files of a space for what is broken or odd ({@code storage.md} 5.3). Nothing is repaired. Thread-safe.
 */
@ProviderType
public interface HealthCheckService {
    /** How deep a check looks. */
    enum Depth {
        /** Metas, JSON payloads and names. */
        SOFT,
        /** The bytes of every payload, the lines of every log and left-over files too. */
        HARD
    }

    /** Refuses others than the account {@code dmart}. @throws DmartException.Forbidden {@code E(401,access,401)} */
    void requireAllowed(Caller caller);

    /**
     * Checks a space beside live traffic and keeps the report as {@code management/health_check/<space>}
     * ({@code storage.md} 5.4), and entries with a uuid or slug that another one has too as {@code duplicated_entries}.
     *
     * @param space as sent
     * @return attributes of the reply ({@code http-api.md} 4.15): {@code space_name}, {@code health_type},
     *     {@code total_issues}, {@code checks}, {@code invalid_folders}, {@code folders_report}
     * @throws DmartException.Forbidden {@code E(401,access,401)} for others than the account {@code dmart}
     * @throws DmartException.Invalid   {@code E(400,request,203)} without the space
     */
    JsonObject check(Caller caller, String space, Depth depth);
}
