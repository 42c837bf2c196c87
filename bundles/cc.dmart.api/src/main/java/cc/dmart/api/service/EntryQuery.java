package cc.dmart.api.service;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SortType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A whole question ({@code query.md} 1.1), validated and with defaults filled in. Thread-safe.
 *
 * @param filterSchemas schema names, {@code meta} left out; empty = no filter
 * @param limit         rows wanted, already clamped; 0 = none
 * @param raw           the request as sent, for the members that only some query types use
 *                      ({@code jq_filter}, {@code join}, {@code aggregation_data}, {@code highlight_fields})
 */
public record EntryQuery(
        QueryType type,
        SpaceName space,
        Subpath subpath,
        boolean exactSubpath,
        Set<ResourceType> filterTypes,
        Set<String> filterSchemas,
        Set<String> filterShortnames,
        Set<String> filterTags,
        String search,
        Optional<Instant> fromDate,
        Optional<Instant> toDate,
        List<String> includeFields,
        List<String> excludeFields,
        Optional<String> sortBy,
        Optional<SortType> sortType,
        boolean jsonPayload,
        boolean attachments,
        boolean lockStatus,
        boolean total,
        int limit,
        int offset,
        JsonObject raw) {}
