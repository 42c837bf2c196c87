package cc.dmart.core.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.AccessExplanation;
import cc.dmart.api.service.AccessExplanation.Ground;
import cc.dmart.api.service.AccessExplanation.Step;
import cc.dmart.api.service.ExplainService;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Explanations of stored entries. What decides which row is in {@link DecisionTableTest}. */
class ExplainServiceTest {
    private final InMemoryEntryStore store =
            (InMemoryEntryStore) AccessWorld.ofTheDecisionTable().store();
    private final ExplainService service = new ExplainServiceImpl(
            new AccessPolicyImpl(
                    store, AccessWorld.NO_SEARCH, (search, space) -> new IndexQuery.None(), "management", true),
            store);

    private AccessExplanation explain(String user, String action, String subpath, String name, String type) {
        return service.explain(Caller.system("dmart"), question(user, action, subpath, name, type, "{}"));
    }

    private static ExplainService.Question question(
            String user, String action, String subpath, String name, String type, String attributes) {
        return new ExplainService.Question(
                user,
                ActionType.of(action).orElseThrow(),
                new SpaceName("shop"),
                Subpath.parse(subpath),
                name.isEmpty() ? Optional.empty() : Optional.of(new Shortname(name)),
                ResourceType.of(type).orElseThrow(),
                AccessWorld.json(attributes),
                false);
    }

    private void put(String subpath, String name, ResourceType type, String meta) {
        store.put(Locator.of("shop", subpath, name, type), AccessWorld.json(meta));
    }

    @Test
    void theEntryIsLookedUp() {
        put("orders", "o1", ResourceType.TICKET, "{'owner_shortname':'vi','owner_group_shortname':'sales'}");
        AccessExplanation told = explain("cl", "view", "orders", "o1", "ticket");
        assertThat(told.allowed()).isTrue();
        assertThat(told.found()).isTrue();
        assertThat(told.active()).isFalse();
        assertThat(told.own()).isTrue();
        assertThat(told.owner()).isEqualTo("vi");
        assertThat(told.roles()).isEqualTo(Map.of("clerk", "account", "logged_in", "login"));
        assertThat(told.reason()).isEqualTo("Permission clerk_orders of role clerk allows view by shop:orders:ticket.");
        assertThat(told.deciding())
                .contains(new Step(
                        "shop:orders:ticket",
                        "orders",
                        List.of("clerk_orders"),
                        List.of("clerk"),
                        List.of("query", "view", "update", "create", "progress_ticket"),
                        List.of("own"),
                        List.of(),
                        "",
                        "",
                        List.of()));
        AccessExplanation none = explain("cl", "view", "orders", "o9", "ticket");
        assertThat(none.found()).isFalse();
        assertThat(none.reason())
                .isEqualTo("Permission clerk_orders of role clerk refuses by shop:orders:ticket:"
                        + " its condition own does not hold.");
    }

    @Test
    void whatIsWrittenCounts() {
        put("products", "p1", ResourceType.CONTENT, "{}");
        AccessExplanation told = service.explain(
                Caller.system("dmart"),
                question("ed", "update", "products", "p1", "content", "{'payload':{'body':{'stage':'live'}}}"));
        assertThat(told.allowed()).isFalse();
        assertThat(told.deciding().orElseThrow().detail()).isEqualTo("payload.body.stage");
    }

    @Test
    void whatHidesAndWhatIsIgnoredIsTold() {
        put("products", "p1", ResourceType.CONTENT, "{'is_active':true}");
        Step step =
                explain("sh", "view", "products", "p1", "content").deciding().orElseThrow();
        assertThat(step.key()).isEqualTo("shop:__all_subpaths__:content");
        assertThat(step.hidden()).containsExactly("__all_spaces__:__all_subpaths__:content");
        assertThat(explain("re", "view", "products", "p1", "content").ignored())
                .containsExactly("roles/retired is not active");
        assertThat(explain("ag", "delete", "agents/ed", "q1", "content").ignored())
                .containsExactly("permissions/old_perm is not active");
        assertThat(explain("gm", "view", "products", "p1", "content").roles())
                .containsEntry("auditor", "group auditors");
        AccessExplanation off = explain("off", "view", "products", "p1", "content");
        assertThat(off.ground()).isEqualTo(Ground.ACCOUNT);
        assertThat(off.reason()).isEqualTo("The account off is not active.");
        assertThat(explain("../x", "view", "products", "p1", "content").reason())
                .isEqualTo("The account ../x does not exist.");
    }

    @Test
    void onlyAdministratorsAreTold() {
        ExplainService.Question question = question("ed", "view", "products", "p1", "content", "{}");
        assertThat(service.explain(Caller.of("dmart", "r", Map.of()), question).found())
                .isFalse();
        for (String user : List.of("ed", "anonymous", "ghost")) {
            assertThatThrownBy(() -> service.explain(Caller.of(user, "r", Map.of()), question))
                    .isInstanceOf(DmartException.Forbidden.class);
        }
    }

    @Test
    void anOwnRowIsListed() {
        put("products", "p2", ResourceType.TICKET, "{'owner_shortname':'vi'}");
        ExplainService.Question asked = question("vi", "query", "products", "p2", "ticket", "{}");
        AccessExplanation told = service.explain(
                Caller.system("dmart"),
                new ExplainService.Question(
                        "vi",
                        asked.action(),
                        asked.space(),
                        asked.subpath(),
                        asked.shortname(),
                        asked.type(),
                        JsonObject.EMPTY,
                        true));
        assertThat(told.allowed()).isTrue();
        assertThat(told.ground()).isEqualTo(Ground.OWNER);
    }
}
