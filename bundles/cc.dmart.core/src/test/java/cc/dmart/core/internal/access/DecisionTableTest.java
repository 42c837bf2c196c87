package cc.dmart.core.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexMatcher;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.AccessExplanation;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All rows of {@code security.md} 3.11. A row {@code Q*} asks for a listed row, with conditions enforced. The last column is the
 * explanation: its ground, the permissions of the deciding grant and what a refusal is about.
 */
class DecisionTableTest {
    private final AccessPolicyImpl policy = new AccessPolicyImpl(
            AccessWorld.ofTheDecisionTable().store(),
            AccessWorld.NO_SEARCH,
            (search, space) -> new IndexQuery.None(),
            "management",
            true);

    @ParameterizedTest(name = "{0}: {1} {2} {3} {4} {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | dmart | delete content | shop:products/p1 | inact | | ALLOW | grant super_manager",
                "2 | dmart | progress_ticket ticket | shop:orders/o1 | act o=cl | | DENY | refused super_manager:"
                        + " action progress_ticket",
                "3 | ed | view content | shop:products/p1 | inact | | ALLOW | grant edit_products",
                "4 | ed | view content | shop:products/shoes/red/p9 | inact | | ALLOW | grant edit_products",
                "5 | ed | view content | shop:product/p1 | act | | DENY | none",
                "6 | ed | view ticket | shop:products/t1 | act | | DENY | none",
                "7 | ed | delete content | shop:products/p1 | act o=ed | | DENY | refused edit_products: action delete",
                "8 | ed | view content | site:products/p1 | act | | DENY | none",
                "9 | ed | create content | shop:products/ | | {'payload':{'body':{'name':'x','stage':'draft'}}} |"
                        + " ALLOW | grant edit_products",
                "10 | ed | create content | shop:products/ | | {'payload':{'body':{'cost':5}}} | DENY | refused"
                        + " edit_products: field payload.body.cost",
                "11 | ed | update content | shop:products/p1 | | {'payload':{'body':{'cost':{'usd':1}}}} | DENY |"
                        + " refused edit_products: field payload.body.cost.usd",
                "12 | ed | update content | shop:products/p1 | | {'payload':{'body':{'stage':'live'}}} | DENY |"
                        + " refused edit_products: field payload.body.stage",
                "13 | ed | update content | shop:products/p1 | | {'payload':{'body':{'stage':['draft','live']}}} |"
                        + " DENY | refused edit_products: field payload.body.stage",
                "14 | ed | update content | shop:products/p1 | | {'displayname':{'en':'x'}} | ALLOW | grant"
                        + " edit_products",
                "15 | ed | update content | shop:products/p1 | | {'payload':{'body':null}} | DENY | refused"
                        + " edit_products: field payload.body",
                "16 | vi | view content | shop:products/p1 | act | | ALLOW | grant view_products",
                "17 | vi | view content | shop:products/p2 | inact | | DENY | refused view_products: condition"
                        + " is_active",
                "18 | vi | query content | shop:products/ | | | ALLOW | grant view_products",
                "19 | vi | Q* content | shop:products/p2 | inact | | DENY | refused view_products: condition is_active",
                "20 | vi | update content | shop:products/p3 | act o=vi | | DENY | refused view_products: action"
                        + " update",
                "21 | vi | view folder | shop:/products | inact | | ALLOW | grant browse_folders",
                "22 | vi | view folder | hr:a/b/c | inact | | ALLOW | grant browse_folders",
                "23 | vi | query space | management:/hr | | | ALLOW | grant browse_folders",
                "24 | vi | view content | hr:a/x | act | | DENY | none",
                "25 | cl | view ticket | shop:orders/o1 | o=cl | | ALLOW | grant clerk_orders",
                "26 | cl | view ticket | shop:orders/o2 | o=vi | | DENY | refused clerk_orders: condition own",
                "27 | cl | view ticket | shop:orders/o3 | o=vi g=sales | | ALLOW | grant clerk_orders",
                "28 | cl | create ticket | shop:orders/ | | {'state':'new'} | ALLOW | grant clerk_orders",
                "29 | cl | progress_ticket ticket | shop:orders/o1 | o=cl | | ALLOW | grant clerk_orders",
                "30 | cl | progress_ticket ticket | shop:orders/o2 | o=vi | | DENY | refused clerk_orders: condition"
                        + " own",
                "31 | cl | create comment | shop:orders/o1/ | | {} | DENY | none",
                "32 | no | view content | shop:products/p1 | act | | DENY | none",
                "33 | no | create content | personal:people/no/private/ | | {} | ALLOW | grant access_personal",
                "34 | no | delete content | personal:people/no/private/deep/er/n1 | o=no | | ALLOW | grant"
                        + " access_personal",
                "35 | no | view content | personal:people/vi/private/n2 | act | | DENY | none",
                "36 | no | view content | personal:people/vi/public/n3 | act | | ALLOW | grant read_public_zone",
                "37 | no | Q* content | personal:people/vi/public/2024/n4 | inact | | ALLOW | grant read_public_zone",
                "38 | no | view content | personal:people/vi/x/public/n5 | act | | DENY | none",
                "39 | no | view folder | personal:people/no/private | | | ALLOW | grant access_personal",
                "40 | no | view folder | personal:people/no | | | DENY | none",
                "41 | off | view content | shop:products/p1 | act | | DENY | account",
                "42 | ghost | view content | shop:products/p1 | act | | DENY | account",
                "43 | gm | view ticket | shop:orders/o2 | o=vi | | ALLOW | grant read_all",
                "44 | gm | update ticket | shop:orders/o2 | o=gm | | DENY | refused read_all: action update",
                "45 | anonymous | view content | site:/home | act | | ALLOW | grant world",
                "46 | anonymous | view content | site:news/2024/a1 | act | | ALLOW | grant world",
                "47 | anonymous | view content | site:news/a2 | inact | | DENY | refused world: condition is_active",
                "48 | anonymous | view content | shop:catalog/c1 | inact | | DENY | refused public_site+world:"
                        + " condition is_active",
                "49 | anonymous | view media | shop:catalog/c2 | inact | | ALLOW | grant public_site",
                "50 | anonymous | view content | shop:products/p1 | act | | DENY | none",
                "51 | anonymous | view content | personal:people/vi/public/n3 | act | | DENY | none",
                "52 | anonymous | create content | site:news/ | | {} | DENY | refused world: action create",
                "53 | no | view content | shop:products/p4 | act acl=no:view | | ALLOW | acl",
                "54 | no | update content | shop:products/p4 | act acl=no:view | | DENY | none",
                "55 | off | view content | shop:products/p4 | act acl=off:view | | DENY | account",
                "56 | ed | view content | shop:products/p5 | act acl=ed:-view | | DENY | acl",
                "57 | ed | update content | shop:products/p6 | act acl=ed:update | {'payload':{'body':{'cost':1}}} |"
                        + " ALLOW | acl",
                "58 | no | create content | shop:products/p7 | act acl=no:create | {} | DENY | none",
                "59 | ed | update user | management:users/ed | act o=ed | {'roles':['super_admin']} | DENY | none",
                "60 | dmart | create space | __all_spaces__:/ | | {} | ALLOW | grant super_manager",
                "61 | ed | create space | __all_spaces__:/ | | {} | DENY | none",
                "62 | anonymous | Q* content | site:news/a3 | inact o=anonymous | | DENY | refused world: condition"
                        + " is_active",
                "63 | mg | view content | shop:products/p2 | inact | | DENY | refused view_products+view_all_products:"
                        + " condition is_active",
                "64 | mg | view content | shop:products/p1 | act | | ALLOW | grant view_products+view_all_products",
                "65 | sh | view content | shop:products/p1 | act | | DENY | refused shadow_edit: action view",
                "66 | sh | view content | hr:x/y | inact | | ALLOW | grant shadow_view",
                "67 | sh | update content | shop:products/p1 | | {'displayname':{'en':'x'}} | ALLOW | grant"
                        + " shadow_edit",
                "68 | re | view content | shop:products/p1 | act | | DENY | none",
                "69 | ag | view content | shop:agents/ed/q1 | inact | | ALLOW | grant creator_area",
                "70 | ag | view content | shop:agents/ag/q2 | inact | | DENY | none",
                "71 | ag | delete content | shop:agents/ed/q1 | inact | | DENY | refused creator_area: action delete",
                "72 | no | view content | shop:products/p1 | act o=no | | DENY | none",
            })
    void s3_11_row(
            int number,
            String actor,
            String request,
            String at,
            String state,
            String attributes,
            String result,
            String because) {
        String[] words = request.split(" ");
        ResourceType type = ResourceType.of(words[1]).orElseThrow();
        Optional<JsonObject> written = Optional.ofNullable(attributes).map(AccessWorld::json);
        JsonObject meta = meta(Optional.ofNullable(state).orElse(""));
        AccessTarget target = target(at, type, meta, written);
        Caller caller = Caller.of(actor, "r", Map.of());
        boolean expected = result.equals("ALLOW");
        if (words[0].equals("Q*")) {
            assertThat(policy.lists(caller, target)).isEqualTo(expected);
            assertThat(filterPasses(caller, target, meta)).isEqualTo(expected);
        } else {
            assertThat(policy.allows(caller, ActionType.of(words[0]).orElseThrow(), target))
                    .isEqualTo(expected);
        }
        boolean listing = words[0].equals("Q*");
        ActionType action = listing ? ActionType.QUERY : ActionType.of(words[0]).orElseThrow();
        AccessExplanation explanation = policy.explain(
                actor, action, target, listing, target.shortname().isPresent());
        assertThat(explanation.allowed()).isEqualTo(expected);
        assertThat(brief(explanation)).isEqualTo(because);
    }

    @Test
    void s6_debugPermTellsWhatDecidedAndNoValues() {
        AccessTarget target = target(
                "shop:products/p1",
                ResourceType.CONTENT,
                meta("act"),
                Optional.of(AccessWorld.json("{'payload':{'body':{'stage':'live'}}}")));
        assertThat(policy.told("ed", ActionType.UPDATE, target, Decision.Mode.PLAIN))
                .startsWith("ed update content shop:products/p1: ")
                .contains("payload.body.stage")
                .doesNotContain("live");
    }

    /** Ground, permissions of the deciding grant and, of a refusal, what it is about. */
    private static String brief(AccessExplanation explanation) {
        String ground = explanation.ground().name().toLowerCase(Locale.ROOT);
        return explanation
                .deciding()
                .map(step -> ground + " " + String.join("+", step.permissions())
                        + (step.passed() ? "" : ": " + step.refusal() + " " + step.detail()))
                .orElse(ground);
    }

    private boolean filterPasses(Caller caller, AccessTarget target, JsonObject meta) {
        Locator at =
                new Locator(target.space(), target.subpath(), target.shortname().orElseThrow(), target.type());
        Map<ExactField, Collection<String>> terms = AccessTerms.of(new Entry(at, meta));
        terms.put(ExactField.SUBPATH, Set.of(at.subpath().slashed()));
        IndexDocument document = new IndexDocument(at, DocumentKind.ENTRY, terms, List.of(), Set.of(), List.of());
        return IndexMatcher.matches(policy.rowFilter(caller, target.space()), document);
    }

    private static AccessTarget target(String at, ResourceType type, JsonObject meta, Optional<JsonObject> written) {
        String space = at.substring(0, at.indexOf(':'));
        String path = at.substring(at.indexOf(':') + 1);
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        Subpath subpath = Subpath.parse(path.substring(0, Math.max(0, slash)));
        if (name.isEmpty()) {
            return new AccessTarget(
                    new SpaceName(space), subpath, type, Optional.empty(), false, "", "", List.of(), written);
        }
        Locator locator = new Locator(new SpaceName(space), subpath, new Shortname(name), type);
        AccessTarget target = AccessTarget.of(new Entry(locator, meta));
        return written.map(target::writing).orElse(target);
    }

    private static JsonObject meta(String state) {
        JsonObject.Builder out = JsonObject.builder();
        for (String word : state.split(" ")) {
            String value = word.substring(word.indexOf('=') + 1);
            if (word.equals("act")) {
                out.put("is_active", true);
            } else if (word.startsWith("o=")) {
                out.put("owner_shortname", value);
            } else if (word.startsWith("g=")) {
                out.put("owner_group_shortname", value);
            } else if (word.startsWith("acl=")) {
                String user = value.substring(0, value.indexOf(':'));
                String action = value.substring(value.indexOf(':') + 1);
                boolean denied = action.startsWith("-");
                out.putAll(AccessWorld.json("{'acl':[{'user_shortname':'" + user + "','allowed_actions':["
                        + (denied ? "" : "'" + action + "'") + "],'denied':["
                        + (denied ? "'" + action.substring(1) + "'" : "") + "]}]}"));
            }
        }
        return out.build();
    }
}
