package cc.dmart.core.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Field restrictions and ownership: {@code security.md} 3.6, 3.8. */
class FieldRulesTest {
    private static final FieldRules RULES = new FieldRules(
            Set.of("payload.body.cost", "slug"),
            List.of(AccessWorld.json("{'payload.body.stage':['draft','ready'],'payload.body.n':[1,2],"
                    + "'payload.body.sets':[['a','b'],['c']],'payload.body.never':[]}")));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'displayname':{'en':'x'}}; true",
                "{'slug':'x'}; false",
                "{'slugs':'x'}; true",
                "{'payload':{'body':{'cost':5}}}; false",
                "{'payload':{'body':{'cost':{'usd':1}}}}; false",
                "{'payload':{'body':{'costs':5}}}; true",
                "{'payload':{'body':null}}; false",
                "{'payload':{'body':{}}}; false",
                "{'payload':{'body':[1]}}; false",
                "{'payload':'x'}; false",
                "{'payload':{'body':{'stage':'draft'}}}; true",
                "{'payload':{'body':{'stage':'live'}}}; false",
                "{'payload':{'body':{'stage':null}}}; false",
                "{'payload':{'body':{'stage':['draft']}}}; true",
                "{'payload':{'body':{'stage':['draft','live']}}}; false",
                "{'payload':{'body':{'stage':{'x':1}}}}; false",
                "{'payload':{'body':{'n':1.0}}}; true",
                "{'payload':{'body':{'n':'1'}}}; false",
                "{'payload':{'body':{'n':true}}}; false",
                "{'payload':{'body':{'sets':['a']}}}; true",
                "{'payload':{'body':{'sets':['b','a']}}}; true",
                "{'payload':{'body':{'sets':['a','c']}}}; false",
                "{'payload':{'body':{'never':1}}}; false",
                "{'payload':{'body':{'name':'x'}}}; true",
            })
    void s3_8_rows(String attributes, boolean allowed) {
        assertThat(RULES.forbidden(FieldRules.flatten(AccessWorld.json(attributes))) == null)
                .isEqualTo(allowed);
    }

    /** What a deleted account left, or a public form made, is nobody's own. */
    @Test
    void s3_6_o1_anonymousNeverOwns() {
        AccessPolicyImpl policy = new AccessPolicyImpl(
                AccessWorld.ofTheDecisionTable()
                        .permission(
                                "own_things",
                                "{'subpaths':{'site':['/']},'resource_types':['ticket'],"
                                        + "'actions':['view','query','update'],'conditions':['own'],'is_active':true}")
                        .role("world", "public_site", "own_things")
                        .store(),
                AccessWorld.NO_SEARCH,
                (search, space) -> new IndexQuery.None(),
                "management",
                true);
        Entry left = new Entry(
                Locator.of("site", "news", "t1", ResourceType.TICKET),
                AccessWorld.json("{'is_active':true,'owner_shortname':'anonymous'}"));
        for (ActionType action : List.of(ActionType.VIEW, ActionType.UPDATE)) {
            assertThat(policy.allows(Caller.of("anonymous", "r", Map.of()), action, AccessTarget.of(left)))
                    .isFalse();
        }
        assertThat(policy.lists(Caller.of("anonymous", "r", Map.of()), AccessTarget.of(left)))
                .isFalse();
    }
}
