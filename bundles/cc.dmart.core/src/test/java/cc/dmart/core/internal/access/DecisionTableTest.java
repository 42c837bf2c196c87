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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All rows of {@code security.md} 3.11. A row {@code Q*} asks for a listed row, with conditions enforced. */
class DecisionTableTest {
    private final AccessPolicyImpl policy = new AccessPolicyImpl(
            AccessWorld.ofTheDecisionTable().store(), (search, space) -> new IndexQuery.None(), "management", true);

    @ParameterizedTest(name = "{0}: {1} {2} {3} {4} {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | dmart | delete content | shop:products/p1 | inact | | ALLOW",
                "2 | dmart | progress_ticket ticket | shop:orders/o1 | act o=cl | | DENY",
                "3 | ed | view content | shop:products/p1 | inact | | ALLOW",
                "4 | ed | view content | shop:products/shoes/red/p9 | inact | | ALLOW",
                "5 | ed | view content | shop:product/p1 | act | | DENY",
                "6 | ed | view ticket | shop:products/t1 | act | | DENY",
                "7 | ed | delete content | shop:products/p1 | act o=ed | | DENY",
                "8 | ed | view content | site:products/p1 | act | | DENY",
                "9 | ed | create content | shop:products/ | | {'payload':{'body':{'name':'x','stage':'draft'}}} | ALLOW",
                "10 | ed | create content | shop:products/ | | {'payload':{'body':{'cost':5}}} | DENY",
                "11 | ed | update content | shop:products/p1 | | {'payload':{'body':{'cost':{'usd':1}}}} | DENY",
                "12 | ed | update content | shop:products/p1 | | {'payload':{'body':{'stage':'live'}}} | DENY",
                "13 | ed | update content | shop:products/p1 | | {'payload':{'body':{'stage':['draft','live']}}} | DENY",
                "14 | ed | update content | shop:products/p1 | | {'displayname':{'en':'x'}} | ALLOW",
                "15 | ed | update content | shop:products/p1 | | {'payload':{'body':null}} | DENY",
                "16 | vi | view content | shop:products/p1 | act | | ALLOW",
                "17 | vi | view content | shop:products/p2 | inact | | DENY",
                "18 | vi | query content | shop:products/ | | | ALLOW",
                "19 | vi | Q* content | shop:products/p2 | inact | | DENY",
                "20 | vi | update content | shop:products/p3 | act o=vi | | DENY",
                "21 | vi | view folder | shop:/products | inact | | ALLOW",
                "22 | vi | view folder | hr:a/b/c | inact | | ALLOW",
                "23 | vi | query space | management:/hr | | | ALLOW",
                "24 | vi | view content | hr:a/x | act | | DENY",
                "25 | cl | view ticket | shop:orders/o1 | o=cl | | ALLOW",
                "26 | cl | view ticket | shop:orders/o2 | o=vi | | DENY",
                "27 | cl | view ticket | shop:orders/o3 | o=vi g=sales | | ALLOW",
                "28 | cl | create ticket | shop:orders/ | | {'state':'new'} | ALLOW",
                "29 | cl | progress_ticket ticket | shop:orders/o1 | o=cl | | ALLOW",
                "30 | cl | progress_ticket ticket | shop:orders/o2 | o=vi | | DENY",
                "31 | cl | create comment | shop:orders/o1/ | | {} | DENY",
                "32 | no | view content | shop:products/p1 | act | | DENY",
                "33 | no | create content | personal:people/no/private/ | | {} | ALLOW",
                "34 | no | delete content | personal:people/no/private/deep/er/n1 | o=no | | ALLOW",
                "35 | no | view content | personal:people/vi/private/n2 | act | | DENY",
                "36 | no | view content | personal:people/vi/public/n3 | act | | ALLOW",
                "37 | no | Q* content | personal:people/vi/public/2024/n4 | inact | | ALLOW",
                "38 | no | view content | personal:people/vi/x/public/n5 | act | | DENY",
                "39 | no | view folder | personal:people/no/private | | | ALLOW",
                "40 | no | view folder | personal:people/no | | | DENY",
                "41 | off | view content | shop:products/p1 | act | | DENY",
                "42 | ghost | view content | shop:products/p1 | act | | DENY",
                "43 | gm | view ticket | shop:orders/o2 | o=vi | | ALLOW",
                "44 | gm | update ticket | shop:orders/o2 | o=gm | | DENY",
                "45 | anonymous | view content | site:/home | act | | ALLOW",
                "46 | anonymous | view content | site:news/2024/a1 | act | | ALLOW",
                "47 | anonymous | view content | site:news/a2 | inact | | DENY",
                "48 | anonymous | view content | shop:catalog/c1 | inact | | DENY",
                "49 | anonymous | view media | shop:catalog/c2 | inact | | ALLOW",
                "50 | anonymous | view content | shop:products/p1 | act | | DENY",
                "51 | anonymous | view content | personal:people/vi/public/n3 | act | | DENY",
                "52 | anonymous | create content | site:news/ | | {} | DENY",
                "53 | no | view content | shop:products/p4 | act acl=no:view | | ALLOW",
                "54 | no | update content | shop:products/p4 | act acl=no:view | | DENY",
                "55 | off | view content | shop:products/p4 | act acl=off:view | | DENY",
                "56 | ed | view content | shop:products/p5 | act acl=ed:-view | | DENY",
                "57 | ed | update content | shop:products/p6 | act acl=ed:update | {'payload':{'body':{'cost':1}}} | ALLOW",
                "58 | no | create content | shop:products/p7 | act acl=no:create | {} | DENY",
                "59 | ed | update user | management:users/ed | act o=ed | {'roles':['super_admin']} | DENY",
                "60 | dmart | create space | __all_spaces__:/ | | {} | ALLOW",
                "61 | ed | create space | __all_spaces__:/ | | {} | DENY",
                "62 | anonymous | Q* content | site:news/a3 | inact o=anonymous | | DENY",
                "63 | mg | view content | shop:products/p2 | inact | | DENY",
                "64 | mg | view content | shop:products/p1 | act | | ALLOW",
                "65 | sh | view content | shop:products/p1 | act | | DENY",
                "66 | sh | view content | hr:x/y | inact | | ALLOW",
                "67 | sh | update content | shop:products/p1 | | {'displayname':{'en':'x'}} | ALLOW",
                "68 | re | view content | shop:products/p1 | act | | DENY",
                "69 | ag | view content | shop:agents/ed/q1 | inact | | ALLOW",
                "70 | ag | view content | shop:agents/ag/q2 | inact | | DENY",
                "71 | ag | delete content | shop:agents/ed/q1 | inact | | DENY",
                "72 | no | view content | shop:products/p1 | act o=no | | DENY",
            })
    void row(int number, String actor, String request, String at, String state, String attributes, String result) {
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
