package cc.dmart.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Settings of the core bundle, PID {@code cc.dmart.core}. Each component takes the whole of it in its constructor and checks
 * what it uses. Names and defaults: {@code design.md} 6.1 and the documents named there.
 */
@ObjectClassDefinition(name = "DMART core", pid = CoreConfig.PID)
public @interface CoreConfig {
    /** Configuration identity. */
    String PID = "cc.dmart.core";

    /** Data folder; events that were given up are kept in {@code journal/dead}, times of jobs in {@code plugins/jobs}. */
    @AttributeDefinition(description = "Data folder")
    String data() default "data";

    /** Name of the management space. */
    @AttributeDefinition(description = "Name of the management space")
    String management_space() default "management";

    /** Zone of naive date-times, such as {@code UTC}. */
    @AttributeDefinition(description = "Zone of naive date-times")
    String timezone() default "UTC";

    /** Rows that a query returns at most, 1..1000000. */
    @AttributeDefinition(description = "Rows that a query returns at most, 1..1000000")
    int max_query_limit() default 10_000;

    /** Megabytes of the answer to a query at most, 1..1024. */
    @AttributeDefinition(description = "Megabytes of the answer to a query at most, 1..1024")
    int max_query_mb() default 64;

    /** Whether a query marks records whose payload does not keep to its schema. */
    @AttributeDefinition(description = "Whether a query marks records whose payload does not keep to its schema")
    boolean query_flag_invalid_payload() default false;

    /** Whether an update must state a precondition. */
    @AttributeDefinition(description = "Whether an update must state a precondition")
    boolean is_sha_required() default false;

    /** Plugins of a new space that names none. */
    @AttributeDefinition(description = "Plugins of a new space that names none")
    String[] default_active_plugins() default {
        "action_log", "redis_db_update", "resource_folders_creation", "local_notification"
    };

    /** {@code dropped} or {@code listed} ({@code design.md} 6.2). */
    @AttributeDefinition(description = "dropped: a dropped jar is active in every space; listed: only where named")
    String plugin_activation() default "dropped";

    /** Time for one before-hook in milliseconds, 1..60000. */
    @AttributeDefinition(description = "Time for one before-hook in milliseconds, 1..60000")
    int hook_budget_ms() default 2000;

    /** Days that the journal is kept for a listener that is not there, 0..3650; 0 = for ever. */
    @AttributeDefinition(description = "Days that the journal is kept for a listener that is not there; 0 = for ever")
    int journal_orphan_ttl_days() default 7;

    /** Seconds until a lock of an entry ends, 1..3600. */
    @AttributeDefinition(description = "Seconds until a lock of an entry ends, 1..3600")
    int lock_period() default 300;

    /** Forms that anybody may fill in, each {@code space.schema}. */
    @AttributeDefinition(description = "Forms that anybody may fill in, each space.schema")
    String[] allowed_submit_models() default {};

    /** Files that one account may own, those that are no JSON bodies; 0 = any number. */
    @AttributeDefinition(description = "Files that one account may own; 0 = any number")
    int max_files_per_user() default 0;

    /** Bytes of payloads that one space may hold; 0 = any number. */
    @AttributeDefinition(description = "Bytes of payloads that one space may hold; 0 = any number")
    long max_bytes_per_space() default 0;

    /** Names in an archive that is imported, at most. */
    @AttributeDefinition(description = "Names in an archive that is imported, at most, 1..10000000")
    int zip_max_entries() default 20_000;

    /** Bytes that an archive that is imported has when unpacked, at most. */
    @AttributeDefinition(description = "Bytes of an imported archive when unpacked, at most")
    long zip_max_bytes() default 1L << 30;

    /** Whether decisions about permissions are logged with their reasons ({@code security.md} 6). */
    @AttributeDefinition(description = "Whether decisions about permissions are logged with their reasons")
    boolean debug_perm() default false;

    /** Whether roles of groups count. */
    @AttributeDefinition(description = "Whether roles of groups count")
    boolean group_roles_enabled() default true;

    /** First password of the account {@code dmart}; empty = none given. */
    @AttributeDefinition(description = "First password of the account dmart")
    String admin_password() default "";

    /** Whether a random first password is made for {@code dmart}, if it has none, in an existing folder too. */
    @AttributeDefinition(description = "Whether a random first password is made for dmart in an existing folder too")
    boolean generate_admin_password() default false;

    /** Public settings as JSON, for {@code /info/settings}. */
    @AttributeDefinition(description = "Public settings as JSON")
    String settings_json() default "{}";

    /** Meaning of {@code (A) (B)} in a search: {@code or} or {@code and} ({@code query.md} 2.1 rule 7). */
    @AttributeDefinition(description = "Meaning of adjacent groups in a search: or, and")
    String search_adjacent_groups() default "or";

    /** Text before what a search was about, in highlighted values. */
    @AttributeDefinition(description = "Text before what a search was about, in highlighted values")
    String highlight_before() default "";

    /** Text behind it. */
    @AttributeDefinition(description = "Text behind what a search was about, in highlighted values")
    String highlight_after() default "";

    /** Records of the right query of a join at most, 1..10000. */
    @AttributeDefinition(description = "Records of the right query of a join at most, 1..10000")
    int join_max_right() default 1000;

    /** Whether the text of attachments counts for the free text of their entry. */
    @AttributeDefinition(description = "Whether the text of attachments counts for the free text of their entry")
    boolean index_attachment_text() default true;

    /** Values of one entry that the index keeps at most, 100..100000. */
    @AttributeDefinition(description = "Values of one entry that the index keeps at most, 100..100000")
    int index_max_leaves() default 2000;

    /** Elements of one array that the index keeps at most, 10..100000. */
    @AttributeDefinition(description = "Elements of one array that the index keeps at most, 10..100000")
    int index_max_elements() default 1000;

    /** Characters of the path of a value that the index keeps at most, 64..1024. */
    @AttributeDefinition(description = "Characters of the path of a value that the index keeps at most, 64..1024")
    int index_max_path() default 512;

    /** Whether parameters of saved queries are search text of their own ({@code query.md} 4.4). */
    @AttributeDefinition(description = "Whether parameters of saved queries are search text of their own")
    boolean saved_query_raw_params() default false;

    /** Whether exported cells that a spreadsheet would take for formulas are made harmless. */
    @AttributeDefinition(description = "Whether exported cells that look like formulas are made harmless")
    boolean csv_escape_formulas() default true;

    /** Whether attachments may be asked in SQL. */
    @AttributeDefinition(description = "Whether attachments may be asked in SQL")
    boolean data_assets_enabled() default false;

    /** Time for one such statement in milliseconds, 1..60000. */
    @AttributeDefinition(description = "Time for one such statement in milliseconds, 1..60000")
    int data_asset_timeout_ms() default 5000;

    /** Rows that one such statement gives at most, 1..100000. */
    @AttributeDefinition(description = "Rows that one such statement gives at most, 1..100000")
    int data_asset_max_rows() default 10_000;
}
