package cc.dmart.api.plugin;

/** Service properties of hooks and listeners ({@code plugins-events.md} 2.3). Lists match if any element does. Thread-safe. */
public final class PluginProperties {
    /** Name of the plugin; default: bundle header {@code Dmart-Plugin}, else the symbolic name. */
    public static final String PLUGIN = "dmart.plugin";
    /**
     * Wire values of actions. None stands for every action that changes something; {@value #ALL} for all, {@code view} and
     * {@code query} included, which makes reading slower.
     */
    public static final String ACTIONS = "dmart.event.actions";
    /** Space names; default {@value #ALL}. */
    public static final String SPACES = "dmart.event.spaces";
    /** Subpaths, each with everything below; default {@value #ALL}. */
    public static final String SUBPATHS = "dmart.event.subpaths";
    /** Wire values of resource types; default {@value #ALL}. */
    public static final String RESOURCE_TYPES = "dmart.event.resourceTypes";
    /** Schema names, looked at for {@code content} only; default {@value #ALL}. */
    public static final String SCHEMAS = "dmart.event.schemas";
    /** LDAP filter over the event's fields. */
    public static final String FILTER = "dmart.event.filter";
    /** Only if one of these diff keys changed. */
    public static final String CHANGED = "dmart.event.changed";
    /**
     * {@code true}: a listener that names {@code view} hears too of views of what is not there, with {@code missed} in the
     * attributes. Default {@code false}.
     */
    public static final String MISSES = "dmart.event.misses";
    /**
     * {@code true}: the {@code filters} of a configuration leave those of the service as they are, for a listener beside the one that
     * the plugin is for. Default {@code false}.
     */
    public static final String OWN = "dmart.event.own";
    /** Ascending order of hooks; default 9999. */
    public static final String ORDINAL = "dmart.ordinal";
    /** Skips the check of the space's {@code active_plugins}. */
    public static final String ALWAYS_ACTIVE = "dmart.alwaysActive";
    /** {@code durable}, {@code besteffort} or {@code inline}; default {@code durable}. */
    public static final String DELIVERY = "dmart.delivery";
    /** Longest call in milliseconds; default 2000 for hooks, 30000 for listeners. */
    public static final String TIMEOUT_MS = "dmart.timeout.ms";
    /** {@code ignore} or {@code veto}; default {@code ignore}. */
    public static final String ON_ERROR = "dmart.listener.onerror";
    /** Order of delivery: {@code entry}, {@code space} or {@code none}; default {@code entry}. */
    public static final String ORDERED = "dmart.ordered";
    /** Most deliveries at once; default 4. */
    public static final String PARALLEL = "dmart.parallel";
    /** Attempts before an event is given up; default 10. */
    public static final String RETRY_MAX = "dmart.retry.max";
    /** Wait before the second attempt in milliseconds; default 1000. */
    public static final String RETRY_DELAY_MS = "dmart.retry.delay.ms";
    /** Growth of the wait per attempt; default 2. */
    public static final String RETRY_FACTOR = "dmart.retry.factor";
    /** Longest wait in milliseconds; default 600000. */
    public static final String RETRY_MAX_DELAY_MS = "dmart.retry.maxDelay.ms";
    /** Channel of a notifier: {@code email}, {@code sms}, {@code mobile}, {@code web} or a name of its own. */
    public static final String CHANNEL = "dmart.channel";
    /** Name by which a workflow calls a guard or an action; default: the simple name of the component. */
    public static final String WORKFLOW_NAME = "dmart.workflow.name";
    /** When a job runs: five or six fields, seconds first in six. */
    public static final String CRON = "dmart.cron";
    /** Time zone of {@link #CRON}; default: setting {@code timezone}. */
    public static final String CRON_TZ = "dmart.cron.tz";
    /** Milliseconds from the end of one run of a job to the beginning of the next. */
    public static final String INTERVAL_MS = "dmart.interval.ms";
    /** {@code leader} or {@code all}: on how many nodes a job runs; default {@code leader}. */
    public static final String RUN_ON = "dmart.runOn";
    /** {@code skip} or {@code once}: what becomes of runs that were missed; default {@code skip}. */
    public static final String MISFIRE = "dmart.misfire";
    /** Plugins whose delivery of the same event comes first. */
    public static final String DEPENDS_ON = "dmart.dependsOn";
    /** Matches everything. */
    public static final String ALL = "__ALL__";

    private PluginProperties() {}
}
