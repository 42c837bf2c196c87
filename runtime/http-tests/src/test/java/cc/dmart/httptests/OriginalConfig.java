package cc.dmart.httptests;

import java.util.List;

/**
 * The {@code config.json} of a plugin of the original ({@code plugins-events.md} 1.4, 3), with one attribute by which a test sees
 * that it was taken.
 *
 * @param name of the plugin
 * @param rest the members that tell plugins apart, in single quotes
 * @param type what the plugin is here: {@code hook} if anything of it is told of changes, else {@code api}
 */
record OriginalConfig(String name, String rest, String type) {
    /** Those of plugins that come with this server. */
    static final List<OriginalConfig> ALL = List.of(
            new OriginalConfig("db_size_info", "'type':'api'", "api"),
            new OriginalConfig("db_entries_count_history", "'type':'api','dependencies':[]", "api"),
            new OriginalConfig(
                    "resource_folders_creation",
                    "'type':'hook','listen_time':'after','filters':{'subpaths':['__ALL__'],'resource_types':['space'],"
                            + "'schema_shortnames':['__ALL__'],'actions':['create']}",
                    "hook"),
            new OriginalConfig(
                    "local_notification",
                    "'type':'hook','listen_time':'after','ordinal':1,'dependencies':['resource_folders_creation'],"
                            + "'filters':{'subpaths':['__ALL__'],'resource_types':['ticket','reaction','comment'],"
                            + "'schema_shortnames':['__ALL__'],'actions':['create','update','progress_ticket']}",
                    "hook"),
            new OriginalConfig(
                    "reports_stats",
                    "'type':'hook','listen_time':'before','ordinal':3,'filters':{'subpaths':['reports'],"
                            + "'resource_types':['__ALL__'],'schema_shortnames':['__ALL__'],'actions':['query']}",
                    "api"));

    /** The file. */
    String json() {
        return ("{'shortname':'" + name + "','is_active':true," + rest + ",'attributes':{'seen':true}}")
                .replace('\'', '"');
    }
}
