package cc.dmart.core.internal.search;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.SpaceName;
import cc.dmart.core.internal.CoreConfig;
import java.time.ZoneId;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The search language with the settings {@code timezone} and {@code search_adjacent_groups}. Thread-safe. */
@Component(configurationPid = CoreConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SearchParserImpl implements SearchParser {
    private final ZoneId zone;
    private final boolean adjacentGroupsJoin;

    /** A parser with these settings. */
    @Activate
    public SearchParserImpl(CoreConfig config) {
        zone = ZoneId.of(config.timezone());
        adjacentGroupsJoin = switch (config.search_adjacent_groups()) {
            case "or" -> true;
            case "and" -> false;
            default -> throw new IllegalArgumentException("search_adjacent_groups: or, and expected");
        };
    }

    @Override
    public IndexQuery parse(String search, FieldResolver fields) {
        return new SearchReader(search, adjacentGroupsJoin)
                .read()
                .<IndexQuery>map(tree -> new SearchPlanner(zone, fields).plan(tree))
                .orElseGet(IndexQuery.All::new);
    }

    @Override
    public Optional<IndexQuery> parseWhole(String search, SpaceName space) {
        SearchReader reader = new SearchReader(search, adjacentGroupsJoin);
        SearchPlanner planner = new SearchPlanner(zone, FieldResolver.PLAIN);
        Optional<IndexQuery> query = reader.read().map(planner::plan);
        return reader.isWhole() && planner.isWhole() ? query : Optional.empty();
    }
}
