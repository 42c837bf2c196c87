package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.EntryListener;
import cc.dmart.api.plugin.PluginProperties;
import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.LockService;
import cc.dmart.api.service.PluginService;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** The commands of the operator shell, as the shell calls them ({@code plugins-events.md} 2.7). */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
public class ConsoleIT {
    private static final Caller ADMIN = Caller.of("dmart", "console-test", Map.of());

    @Test
    void reindex(@InjectService(timeout = 5_000) CommandProcessor shell) throws Exception {
        assertThat(said(shell, "dmart:reindex")).startsWith("done: ");
        assertThat(said(shell, "dmart:reindex --changed")).startsWith("done: ").contains(", 0 written, 0 removed");
        assertThat(said(shell, "dmart:reindex -c management")).contains(", 0 written, 0 removed");
        assertThat(said(shell, "dmart:reindex management")).startsWith("done: ").doesNotContain(", 0 written");
    }

    @Test
    void explain(@InjectService(timeout = 5_000) CommandProcessor shell) throws Exception {
        assertThat(lines(said(shell, "dmart:explain dmart view user management:/users/dmart")))
                .contains(
                        "ALLOWED: Permission super_manager of role super_admin allows view by"
                                + " __all_spaces__:__all_subpaths__:user.",
                        "entry management:/users/dmart is active, owner dmart (own)",
                        "ROLE FROM",
                        "super_admin account",
                        "KEY PERMISSIONS ROLES RESULT",
                        "__all_spaces__:__all_subpaths__:user super_manager super_admin allows");
        assertThat(said(shell, "dmart:explain ghost view user management:/users/dmart"))
                .startsWith("DENIED: The account ghost does not exist.");
        assertThat(said(shell, "dmart:explain dmart fly user management:/users/dmart"))
                .isEqualTo("error: no action: fly");
        assertThat(said(shell, "help dmart:explain")).contains("whether a query would list the entry");
    }

    @Test
    void status(@InjectService(timeout = 5_000) CommandProcessor shell) throws Exception {
        assertThat(lines(said(shell, "dmart:status")))
                .contains("FIGURE VALUE", "index lag 0", "locks 0")
                .anyMatch(line -> line.matches("health (ok|warn)"))
                .anyMatch(line -> line.matches("journal [0-9]+ to [1-9][0-9]*"))
                .anyMatch(line -> line.matches("heap [0-9]+ MiB"));
        assertThat(lines(said(shell, "dmart:health")))
                .contains("PART STATE DETAIL", "storage ok", "index ok", "auth ok", "core ok")
                .anyMatch(line -> line.startsWith("journal ok changes "))
                .extracting(line -> line.split(" ", 2)[0])
                .contains("plugins", "plugin_calls")
                .doesNotHaveDuplicates();
        assertThat(lines(said(shell, "dmart:metrics dmart_locks"))).containsExactly("NAME VALUE", "dmart_locks 0");
        assertThat(said(shell, "dmart:metrics")).contains("jvm_threads").contains("dmart_storage_state{state=ok}");
    }

    @Test
    void loglevel(@InjectService(timeout = 5_000) CommandProcessor shell) throws Exception {
        assertThat(said(shell, "dmart:loglevel cc.dmart.itest.loud debug")).isEqualTo("cc.dmart.itest.loud debug");
        assertThat(said(shell, "dmart:loglevel cc.dmart.itest.loud.below")).isEqualTo("debug");
        assertThat(said(shell, "dmart:loglevel dmart.audit off")).isEqualTo("error: the audit log is always written");
        assertThat(lines(said(shell, "dmart:loglevel"))).contains("LOGGER LEVEL", "cc.dmart.itest.loud debug");
        assertThat(said(shell, "dmart:loglevel cc.dmart.itest.loud noisy")).isEqualTo("error: no level: noisy");
        assertThat(said(shell, "dmart:loglevel cc.dmart.itest.loud default")).doesNotContain("debug");
        assertThat(said(shell, "dmart:loglevel")).doesNotContain("cc.dmart.itest.loud");
    }

    @Test
    void journalAndLocks(
            @InjectService(timeout = 5_000) CommandProcessor shell,
            @InjectService(timeout = 5_000) LockService locks,
            @InjectService(timeout = 5_000) EntryService entries)
            throws Exception {
        create(entries, "console", "console_one", ResourceType.CONTENT, "{}");
        List<String> journal = lines(said(shell, "dmart:journal 1"));
        assertThat(journal.get(0)).matches("changes [0-9]+ to [0-9]+, store ok");
        assertThat(journal.get(1)).isEqualTo("SEQ TIME USER ACTION TYPE ENTRY");
        assertThat(journal.get(2)).matches("[0-9]+ \\S+ dmart create content management:/console/console_one");
        assertThat(lines(said(shell, "dmart:journal"))).hasSizeGreaterThan(3);
        assertThat(said(shell, "dmart:locks")).isEqualTo("no locks");
        Locator one = Locator.of("management", "console", "console_one", ResourceType.CONTENT);
        assertThat(locks.lock(ADMIN, one, OptionalLong.of(60)).period()).isEqualTo(60);
        assertThat(lines(said(shell, "dmart:locks")).get(1))
                .startsWith("management:/console/console_one content dmart 2");
        locks.unlock(ADMIN, one.space(), one.subpath(), one.shortname(), false);
        assertThat(said(shell, "dmart:locks")).isEqualTo("no locks");
    }

    private static void create(
            EntryService entries, String subpath, String name, ResourceType type, String attributes) {
        apply(entries, RequestType.CREATE, subpath, name, type, attributes);
    }

    private static void apply(
            EntryService entries,
            RequestType request,
            String subpath,
            String name,
            ResourceType type,
            String attributes) {
        WireRecord record = new WireRecord(
                type,
                name,
                subpath,
                Optional.empty(),
                (JsonObject) JsonCodec.parse(attributes),
                Optional.empty(),
                false);
        assertThat(entries.apply(ADMIN, new SpaceName("management"), request, List.of(record))
                        .failed())
                .isEmpty();
    }

    @Test
    void workflowcheck(
            @InjectService(timeout = 5_000) CommandProcessor shell,
            @InjectService(timeout = 5_000) EntryService entries)
            throws Exception {
        String sound =
                "{\"payload\":{\"content_type\":\"json\",\"body\":{\"name\":\"w\",\"initial_state\":[{\"name\":\"new\",\"roles\":[]}],"
                        + "\"states\":[{\"state\":\"new\",\"name\":\"New\"}]}}}";
        create(entries, "workflows", "console_flow", ResourceType.CONTENT, sound);
        assertThat(said(shell, "dmart:workflowcheck management console_flow")).isEqualTo("sound");
        String odd = "{\"payload\":{\"content_type\":\"json\",\"body\":{\"initial_state\":[]}}}";
        create(
                entries,
                "drafts",
                "console_odd",
                ResourceType.CONTENT,
                odd); // is looked at where it is stored, not moved
        String move = "{\"src_subpath\":\"drafts\",\"src_shortname\":\"console_odd\",\"dest_subpath\":\"workflows\","
                + "\"dest_shortname\":\"console_odd\"}";
        apply(entries, RequestType.MOVE, "drafts", "console_odd", ResourceType.CONTENT, move);
        assertThat(lines(said(shell, "dmart:workflowcheck management console_odd")))
                .containsExactly("PLACE PROBLEM", "initial_state there is no initial state");
        assertThat(said(shell, "dmart:workflowcheck management console_none")).startsWith("error: ");
    }

    @Test
    void sessionsAndPasswd(
            @InjectService(timeout = 5_000) CommandProcessor shell,
            @InjectService(timeout = 5_000) EntryService entries,
            @InjectService(timeout = 5_000) AuthService auth)
            throws Exception {
        create(entries, "users", "console_user", ResourceType.USER, "{\"is_active\":true}");
        assertThat(said(shell, "dmart:passwd console_user", "weak\n")).startsWith("error: ");
        assertThat(said(shell, "dmart:passwd console_user", "Good4Enough\n")).isEqualTo("password of console_user set");
        assertThat(said(shell, "dmart:passwd console_nobody", "Good4Enough\n")).startsWith("error: ");
        assertThat(said(shell, "dmart:sessions console_user")).isEqualTo("no sessions");
        JsonObject login =
                (JsonObject) JsonCodec.parse("{\"shortname\":\"console_user\",\"password\":\"Good4Enough\"}");
        String token = auth.login(login, new AuthService.Client("127.0.0.1", "console test", "r", Map.of()))
                .token();
        List<String> sessions = lines(said(shell, "dmart:sessions console_user"));
        assertThat(sessions.get(0)).isEqualTo("ID CREATED LAST USED EXPIRES BY ADDRESS CLIENT");
        assertThat(sessions.get(1)).endsWith("127.0.0.1 console test");
        assertThat(said(shell, "dmart:sessions --end console_user")).isEqualTo("ended 1");
        assertThatThrownBy(() -> auth.authenticate(token)).isInstanceOf(DmartException.Forbidden.class);
    }

    @Test
    void delivery(
            @InjectService(timeout = 5_000) CommandProcessor shell,
            @InjectService(timeout = 5_000) EntryService entries,
            @InjectBundleContext BundleContext context)
            throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        EntryListener listener = (event, delivery) -> {
            heard.add(event.shortname().orElse("") + (delivery.isReplay() ? " again" : ""));
            if (event.shortname().equals(Optional.of("console_bad"))) {
                throw new IllegalStateException("too bad");
            }
        };
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(
                PluginProperties.PLUGIN,
                "consoled",
                "component.name",
                "Hears",
                PluginProperties.ACTIONS,
                "create",
                PluginProperties.SUBPATHS,
                "console",
                PluginProperties.RETRY_MAX,
                1));
        ServiceRegistration<EntryListener> registered =
                context.registerService(EntryListener.class, listener, properties);
        String event =
                "'{\"space_name\":\"management\",\"subpath\":\"/console\",\"resource_type\":\"content\",\"action_type\":\"create\"";
        try {
            assertThat(lines(said(shell, "dmart:listeners")))
                    .anyMatch(line -> line.startsWith("consoled.Hears after durable ACTIVE "));
            assertThat(said(shell, "dmart:listeners --event " + event + "}'").lines())
                    .contains("consoled.Hears");
            assertThat(said(shell, "dmart:listeners -e " + event.replace("create", "delete") + "}'"))
                    .doesNotContain("consoled");
            assertThat(said(shell, "dmart:fire " + event + ",\"shortname\":\"console_bad\"}'"))
                    .startsWith("told ")
                    .endsWith("consoled.Hears");
            await(() -> said(shell, "dmart:deadletters consoled").contains("too bad"));
            assertThat(lines(said(shell, "dmart:deadletters consoled")).get(1))
                    .matches("consoled.Hears fired-\\S+ create management:/console/console_bad 1 .*too bad.*");
            assertThat(said(shell, "dmart:deadletters"))
                    .contains("consoled.Hears")
                    .contains("too bad");
            assertThat(said(shell, "dmart:deadletters --retry consoled")).isEqualTo("delivered again: 1");
            await(() -> heard.size() >= 2);
            await(() -> said(shell, "dmart:deadletters consoled.Hears").contains("too bad"));
            assertThat(said(shell, "dmart:deadletters --discard consoled.Hears"))
                    .isEqualTo("discarded: 1");
            assertThat(said(shell, "dmart:deadletters consoled")).isEqualTo("no dead letters");
            create(entries, "console", "console_good", ResourceType.CONTENT, "{\"is_active\":true}");
            await(() -> heard.contains("console_good"));
            assertThat(said(shell, "dmart:replay consoled")).isEqualTo("replaying to consoled.Hears");
            await(() -> heard.contains("console_good again"));
            assertThat(said(shell, "dmart:replay --from yesterday consoled"))
                    .isEqualTo("error: neither a number nor a time: yesterday");
            assertThat(said(shell, "dmart:replay consoled.Nobody")).startsWith("error: ");
        } finally {
            registered.unregister();
        }
        assertThat(said(shell, "dmart:fire " + event + "}'")).doesNotContain("consoled");
        assertThat(said(shell, "dmart:fire '{}'")).startsWith("error: ");
    }

    @Test
    void plugins(
            @InjectService(timeout = 5_000) CommandProcessor shell,
            @InjectService(timeout = 5_000) PluginService plugins,
            @InjectService(filter = "(component.name=cc.dmart.deploy.*)", timeout = 10_000) ArtifactInstaller installer,
            @InjectService(timeout = 5_000) ConfigurationAdmin settings)
            throws Exception {
        Path file = Path.of(settings.getConfiguration("cc.dmart.deploy", "?")
                        .getProperties()
                        .get("plugins")
                        .toString())
                .toAbsolutePath()
                .resolve("console_hook.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"type\":\"webhook\",\"url\":\"http://127.0.0.1:9/\",\"filters\":{\"actions\":[\"create\"],\"subpaths\":[\"none\"],"
                        + "\"resource_types\":[\"content\"],\"schema_shortnames\":[\"__ALL__\"]}}");
        installer.install(file.toFile());
        try {
            await(() -> lines(said(shell, "dmart:plugins")).stream()
                    .anyMatch(line -> line.startsWith("console_hook ACTIVE console_hook.json")));
            assertThat(lines(said(shell, "dmart:plugins console_hook")))
                    .contains("PLUGIN console_hook", "state ACTIVE", "source console_hook.json")
                    .anyMatch(line -> line.startsWith("console_hook.") && line.contains(" after durable "));
            assertThat(said(shell, "dmart:disable console_hook")).isEqualTo("disabled console_hook");
            assertThat(lines(said(shell, "dmart:plugins console_hook"))).contains("state DISABLED");
            assertThat(said(shell, "dmart:enable console_hook")).isEqualTo("enabled console_hook");
            await(() -> lines(said(shell, "dmart:plugins console_hook")).contains("state ACTIVE"));
            assertThat(said(shell, "dmart:enable console_nobody")).startsWith("error: ");
            assertThat(said(shell, "dmart:plugins console_nobody")).startsWith("error: ");
        } finally {
            Files.deleteIfExists(file);
            installer.uninstall(file.toFile());
        }
        assertThat(plugins.plugins().stream().filter(p -> p.name().equals("console_hook")))
                .isEmpty();
    }

    @Test
    void everyCommandHasHelp(@InjectBundleContext BundleContext context, @InjectService CommandProcessor shell)
            throws Exception {
        List<String> names = new ArrayList<>();
        for (ServiceReference<?> reference : context.getAllServiceReferences(null, "(osgi.command.scope=dmart)")) {
            Object functions = reference.getProperty("osgi.command.function");
            names.addAll(functions instanceof String[] several ? List.of(several) : List.of(functions.toString()));
        }
        assertThat(names)
                .contains("status", "plugins", "enable", "disable", "listeners", "deadletters", "replay", "journal")
                .contains("fire", "loglevel", "locks", "reindex", "health", "sessions", "explain", "passwd")
                .contains("workflowcheck", "metrics");
        for (String name : names) {
            assertThat(said(shell, "help dmart:" + name)).as(name).containsPattern("(?m)^\\s*" + name + " - \\w");
        }
    }

    private interface Question {
        boolean answer() throws Exception;
    }

    private static void await(Question question) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!question.answer()) {
            assertThat(System.nanoTime()).as("20 s are over").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static List<String> lines(String text) {
        return text.lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    private static String said(CommandProcessor shell, String line) throws Exception {
        return said(shell, line, "");
    }

    /** What a command returns, or prints if it returns nothing. */
    private static String said(CommandProcessor shell, String line, String typed) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        ByteArrayInputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        try (CommandSession session = shell.createSession(in, out, out)) {
            Object said = session.execute(line);
            return said == null ? printed.toString(StandardCharsets.UTF_8) : said.toString();
        }
    }
}
