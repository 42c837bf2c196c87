package cc.dmart.core.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.service.CallerScope;
import cc.dmart.api.service.DeliveryService.Setup;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.EntryView;
import cc.dmart.api.service.LockService;
import cc.dmart.api.service.MessageService;
import cc.dmart.api.service.PayloadView;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.service.TicketService;
import cc.dmart.api.service.Upload;
import cc.dmart.api.service.ViewOptions;
import cc.dmart.core.internal.event.CallerScopeImpl;
import cc.dmart.core.internal.event.PluginRegistry;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For whom a plugin acts, and what it needs for that ({@code plugins-events.md} 2.2, 2.5). */
class DmartApiTest {
    @TempDir
    Path data;

    private final List<Caller> callers = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final CallerScope scope = new CallerScopeImpl();
    private Setup setup = new Setup(JsonObject.EMPTY, Set.of());
    private final DmartApi api = new DmartApiImpl(
            new Entries(),
            (caller, request, must) -> {
                callers.add(caller);
                return new QueryResult(List.of(), 7, 0);
            },
            (caller, space, request, isPublic) -> {
                callers.add(caller);
                calls.add("saved " + space.value() + " "
                        + request.string("shortname").orElse("") + " " + isPublic);
                return new QueryResult(List.of(), 9, 0);
            },
            new Tickets(),
            new Locks(),
            new Messages(),
            new Registry(),
            caller -> caller.user().equals("keeper"),
            "stock");

    @AfterEach
    void leave() {
        scope.leave();
    }

    private static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    private void grant(String config, String... grants) {
        setup = new Setup(json(config), Set.of(grants));
    }

    private void handling() {
        scope.enter(Caller.of("lina", "r1", Map.of()).causedBy("e1", 2));
    }

    private static final Locator O17 = Locator.of("shop", "orders", "o17", ResourceType.CONTENT);

    @Test
    void s5_15_m6_itActsForTheAccountOfTheEventAndOneLevelDeeper() {
        handling();
        api.createContent("shop", "orders", "o18", JsonObject.EMPTY);
        assertThat(api.query(JsonObject.EMPTY).total()).isEqualTo(7);
        assertThat(callers).hasSize(2).allSatisfy(c -> {
            assertThat(c.user()).isEqualTo("lina");
            assertThat(c.causeId()).isEqualTo("e1");
            assertThat(c.depth()).isEqualTo(2);
            assertThat(c.system()).isFalse();
            assertThat(c.silent()).isFalse();
        });
        assertThat(calls).containsExactly("CREATE shop orders/o18");
    }

    @Test
    void s5_15_m6_outsideOfAnEventItNeedsAnActorAndTheGrant() {
        assertThatThrownBy(api::user)
                .isInstanceOf(DmartException.Forbidden.class)
                .hasMessageContaining("stock")
                .hasMessageContaining("actor");
        grant("{'actor':'robot'}");
        assertThatThrownBy(api::user).isInstanceOf(DmartException.Forbidden.class);
        grant("{'actor':'robot'}", "impersonate");
        assertThat(api.user()).isEqualTo("robot");
        handling();
        assertThat(api.user()).isEqualTo("lina");
    }

    @Test
    void othersAreImpersonatedWithTheGrantOnly() {
        handling();
        assertThatThrownBy(() -> api.asUser("max"))
                .isInstanceOf(DmartException.Forbidden.class)
                .hasMessageContaining("impersonate");
        assertThatThrownBy(api::asSystem).isInstanceOf(DmartException.Forbidden.class);
        grant("{}", "impersonate");
        assertThat(api.asUser("max").user()).isEqualTo("max");
        api.asSystem().silently().delete(O17);
        Caller last = callers.get(callers.size() - 1);
        assertThat(last.user()).isEqualTo("lina");
        assertThat(last.system()).isTrue();
        assertThat(last.silent()).isTrue();
        assertThat(last.causeId()).isEqualTo("e1");
        assertThat(last.depth()).isEqualTo(2);
    }

    @Test
    void aFailureOfTheOneRecordIsThrown() {
        handling();
        assertThatThrownBy(() ->
                        api.update("shop", WireRecord.of(ResourceType.CONTENT, "bad", "orders", JsonObject.EMPTY)))
                .isInstanceOf(DmartException.NotFound.class);
        assertThat(api.load(O17)).isEmpty();
    }

    @Test
    void configurationIsThatOfThePlugin() {
        grant("{'attributes':{'threshold':5}}");
        assertThat(api.config("threshold").orElseThrow().toString()).contains("5");
        assertThat(api.config("none")).isEmpty();
    }

    @Test
    void aSavedQueryIsAskedForWhoActs() {
        handling();
        assertThat(api.saved("shop", json("{'shortname':'all'}")).total()).isEqualTo(9);
        assertThat(calls).containsExactly("saved shop all false");
        assertThat(callers.get(0).user()).isEqualTo("lina");
    }

    @Test
    void ticketsMoveAndEntriesAreLockedForWhoActs() {
        handling();
        Locator ticket = Locator.of("shop", "claims", "t1", ResourceType.TICKET);
        DmartApi.Progress now = api.progress(ticket, "end", Optional.of("ok"), Optional.empty());
        assertThat(now).isEqualTo(new DmartApi.Progress("ended", false));
        assertThat(api.lock(O17, OptionalLong.of(60))).isEqualTo(60);
        api.unlock(O17);
        assertThat(calls)
                .containsExactly(
                        "progress shop:/claims/t1(ticket) end ok false",
                        "lock shop:/orders/o17(content)",
                        "unlock shop orders o17 false");
        assertThat(callers).hasSize(3).allSatisfy(c -> {
            assertThat(c.user()).isEqualTo("lina");
            assertThat(c.causeId()).isEqualTo("e1");
            assertThat(c.depth()).isEqualTo(2);
        });
    }

    @Test
    void administratorsAreToldFromOthers() {
        scope.enter(Caller.of("keeper", "r1", Map.of()));
        api.requireAdministrator();
        scope.enter(Caller.of("lina", "r1", Map.of()));
        assertThatThrownBy(api::requireAdministrator).isInstanceOf(DmartException.Forbidden.class);
    }

    @Test
    void aPluginHasAFolderOfItsOwnAndReadsThoseOfTheSpacesByGrantOnly() {
        assertThat(api.folder()).isEqualTo(data.resolve("plugins/own/stock")).isDirectory();
        assertThatThrownBy(api::spacesFolder).isInstanceOf(DmartException.Forbidden.class);
        grant("{}", "impersonate");
        assertThat(api.spacesFolder()).contains(data.resolve("spaces"));
        assertThat(api.timezone()).isEqualTo(ZoneOffset.UTC);
    }

    private final class Registry implements PluginRegistry {
        @Override
        public Places places() {
            return new Places(data, Optional.of(data.resolve("spaces")), ZoneOffset.UTC);
        }

        @Override
        public List<String> active() {
            return List.of();
        }

        @Override
        public Setup setup(String plugin) {
            assertThat(plugin).isEqualTo("stock");
            return setup;
        }
    }

    private final class Entries implements EntryService {
        @Override
        public BatchResult apply(Caller caller, SpaceName space, RequestType type, List<WireRecord> records) {
            callers.add(caller);
            WireRecord record = records.get(0);
            calls.add(type + " " + space.value() + " " + record.subpath() + "/" + record.shortname());
            return record.shortname().equals("bad")
                    ? new BatchResult(
                            List.of(), List.of(new BatchResult.Failure("bad", DmartException.NotFound.entry())))
                    : new BatchResult(records, List.of());
        }

        @Override
        public EntryView view(Caller caller, Locator at, ViewOptions options) {
            throw DmartException.NotFound.entry();
        }

        @Override
        public PayloadView payload(Caller caller, Locator at) {
            throw DmartException.NotFound.payload();
        }

        @Override
        public WireRecord upload(Caller caller, SpaceName space, WireRecord record, Upload upload, boolean createOnly) {
            return record;
        }
    }

    private final class Tickets implements TicketService {
        @Override
        public Progress progress(Caller caller, Locator ticket, Step step) {
            callers.add(caller);
            calls.add("progress " + ticket + " " + step.action() + " "
                    + step.resolution().orElse("") + " " + step.checkLock());
            return new Progress("ended", false);
        }

        @Override
        public JsonObject actions(Caller caller, Locator ticket) {
            return JsonObject.EMPTY;
        }
    }

    private final class Locks implements LockService {
        @Override
        public Granted lock(Caller caller, Locator at, OptionalLong period) {
            callers.add(caller);
            calls.add("lock " + at);
            return new Granted(caller.user(), period.orElseThrow());
        }

        @Override
        public void unlock(Caller caller, SpaceName space, Subpath subpath, Shortname shortname, boolean force) {
            callers.add(caller);
            calls.add("unlock " + space + " " + subpath.value() + " " + shortname + " " + force);
        }
    }

    private static final class Messages implements MessageService {
        @Override
        public SendResult send(cc.dmart.api.model.OutgoingMessage message) {
            return SendResult.sent();
        }

        @Override
        public CompletableFuture<SendResult> submit(cc.dmart.api.model.OutgoingMessage message) {
            return CompletableFuture.completedFuture(SendResult.sent());
        }

        @Override
        public CompletableFuture<SendResult> submit(
                java.util.function.Supplier<cc.dmart.api.model.OutgoingMessage> message) {
            return submit(message.get());
        }

        @Override
        public Set<String> channels() {
            return Set.of();
        }
    }
}
