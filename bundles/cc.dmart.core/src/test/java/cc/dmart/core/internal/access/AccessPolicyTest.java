package cc.dmart.core.internal.access;

import static cc.dmart.core.internal.access.AccessWorld.json;
import static cc.dmart.core.internal.access.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPolicyTest {
    private final AccessWorld world = AccessWorld.ofTheDecisionTable();
    private final AccessPolicyImpl policy = new AccessPolicyImpl(
            world.store(), AccessWorld.NO_SEARCH, (search, space) -> new IndexQuery.None(), "management", true);

    private static Caller caller(String user) {
        return Caller.of(user, "req-1", Map.of());
    }

    private static AccessTarget content(String subpath, String meta) {
        return AccessTarget.of(new Entry(Locator.of("shop", subpath, "p1", ResourceType.CONTENT), json(meta)));
    }

    @Test
    void s3_3_systemMayEverythingAndGhostsNothing() {
        AccessTarget target = content("anywhere", "{}");
        assertThat(policy.allows(Caller.system("dmart"), ActionType.DELETE, target))
                .isTrue();
        assertThat(policy.rowFilter(Caller.system("dmart"), new SpaceName("shop")))
                .isEqualTo(new IndexQuery.All());
        assertThat(policy.allows(caller("ghost"), ActionType.VIEW, target)).isFalse();
        assertThat(policy.allows(caller("../dmart"), ActionType.VIEW, target)).isFalse();
        assertThat(policy.rowFilter(caller("ghost"), new SpaceName("shop"))).isEqualTo(new IndexQuery.None());
    }

    @Test
    void refusalIsAnErrorOfTheContract() {
        assertThatThrownBy(() -> policy.require(caller("no"), ActionType.VIEW, content("products", "{}")))
                .isInstanceOfSatisfying(DmartException.Forbidden.class, e -> {
                    assertThat(e.status()).isEqualTo(401);
                    assertThat(e.type()).isEqualTo("request");
                    assertThat(e.code()).isEqualTo(401);
                });
    }

    @Test
    void s3_7_accessListAloneDoesNotGiveTheAccessList() {
        AccessTarget target = content("x", "{'acl':[{'user_shortname':'no','allowed_actions':['update']}]}");
        assertThat(policy.allows(caller("no"), ActionType.UPDATE, target)).isTrue();
        assertThat(policy.allowsWithoutAcl(caller("no"), ActionType.UPDATE, target))
                .isFalse();
        AccessTarget denied = content("x", "{'acl':[{'user_shortname':'dmart','denied':['update']}]}");
        assertThat(policy.allowsWithoutAcl(caller("dmart"), ActionType.UPDATE, denied))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"dmart,true", "ed,false", "re,false", "off,false", "anonymous,false", "ghost,false"})
    void s0_superAccounts(String user, boolean expected) {
        assertThat(policy.isSuper(caller(user))).isEqualTo(expected);
    }

    /** A space is looked up as itself, wherever its record lies; an entry in the space that holds it. */
    @Test
    void s3_4_theEffectiveSpaceOfASpaceIsItself() {
        world.permission("own_space", rule("'site':['/']", "space content", "view", ""))
                .role("webmaster", "own_space");
        world.user("wm", "{'roles':['webmaster']}");
        for (String name : new String[] {"site", "shop"}) {
            AccessTarget space = AccessTarget.of(new Entry(Locator.ofSpace(new SpaceName(name)), json("{}")));
            AccessTarget entry =
                    AccessTarget.of(new Entry(Locator.of(name, "a", "site", ResourceType.CONTENT), json("{}")));
            assertThat(policy.allows(caller("wm"), ActionType.VIEW, space)).isEqualTo(name.equals("site"));
            assertThat(policy.allows(caller("wm"), ActionType.VIEW, entry)).isEqualTo(name.equals("site"));
        }
    }

    /** Owner, group and state are those of the entry; what is not said is not there. */
    @Test
    void s3_4_whatIsNotSaidIsNotThere() {
        world.permission("own_active", rule("'shop':['mine']", "content", "view", "is_active own"))
                .role("owner", "own_active")
                .user("ow", "{'roles':['owner'],'groups':['sales']}");
        assertThat(policy.allows(caller("ow"), ActionType.VIEW, content("mine", "{}")))
                .isFalse();
        assertThat(policy.allows(caller("ow"), ActionType.VIEW, content("mine", "{'owner_shortname':'ow'}")))
                .isFalse();
        for (String owner : new String[] {"'owner_shortname':'ow'", "'owner_group_shortname':'sales'"}) {
            assertThat(policy.allows(
                            caller("ow"), ActionType.VIEW, content("mine", "{'is_active':true," + owner + "}")))
                    .isTrue();
        }
    }

    @Test
    void s3_5_gateOfQueriesLetsConditionsBe() {
        Subpath products = Subpath.parse("products");
        assertThat(policy.mayQuery(caller("vi"), new SpaceName("shop"), products, ResourceType.CONTENT))
                .isTrue();
        assertThat(policy.mayQuery(caller("vi"), new SpaceName("shop"), products, ResourceType.TICKET))
                .isFalse();
        assertThat(policy.mayQuery(caller("no"), new SpaceName("shop"), products, ResourceType.CONTENT))
                .isFalse();
    }

    @Test
    void s2_7_permissionsOnTheWire() {
        JsonObject permissions = policy.permissions(caller("ed"));
        assertThat(permissions.names())
                .containsExactly(
                        "personal:people/__all_subpaths__/public:content",
                        "personal:people/ed/private:content",
                        "personal:people/ed/private:folder",
                        "personal:people/ed/private:media",
                        "shop:products:content",
                        "shop:products:media");
        assertThat(permissions.object("shop:products:content").orElseThrow())
                .isEqualTo(
                        json(
                                "{'allowed_actions':['query','view','create','update'],'conditions':[],"
                                        + "'restricted_fields':['payload.body.cost'],"
                                        + "'allowed_fields_values':{'payload.body.stage':['draft','ready']},'filter_fields_values':null}"));
    }

    @Test
    void s4_3_changeCountsAfterInvalidation() {
        AccessTarget target = content("products", "{'is_active':true}");
        assertThat(policy.allows(caller("no"), ActionType.VIEW, target)).isFalse();
        world.user("no", "{'roles':['viewer']}");
        policy.invalidate();
        assertThat(policy.allows(caller("no"), ActionType.VIEW, target)).isTrue();
        world.remove("permissions", "view_products", ResourceType.PERMISSION);
        policy.invalidate();
        assertThat(policy.allows(caller("no"), ActionType.VIEW, target)).isFalse();
        world.permission("view_products", rule("'shop':['products']", "content", "view", ""));
        policy.invalidate();
        assertThat(policy.allows(caller("no"), ActionType.VIEW, target)).isTrue();
        assertThat(policy.allows(caller("gm"), ActionType.VIEW, target)).isTrue();
        world.group("auditors");
        policy.invalidate();
        assertThat(policy.allows(caller("gm"), ActionType.VIEW, target)).isFalse();
    }

    /** An owner may nothing by that alone, of whatever kind of grants he has; and whoever owns as a group may no more. */
    @Test
    void s3_6_o2_anOwnerMayNothingByThatAlone() {
        for (ActionType action : ActionType.values()) {
            for (String user : new String[] {"no", "vi"}) {
                AccessTarget own = content("attic", "{'is_active':true,'owner_shortname':'" + user + "'}");
                assertThat(policy.allows(caller(user), action, own))
                        .as("%s %s", user, action)
                        .isFalse();
            }
            AccessTarget ofGroup = content("attic", "{'is_active':true,'owner_group_shortname':'sales'}");
            assertThat(policy.allows(caller("vi"), action, ofGroup)).isFalse();
        }
    }

    @Test
    void s3_12_x1_groupsCountOnlyIfTheSettingSaysSo() {
        AccessPolicyImpl without = new AccessPolicyImpl(
                world.store(), AccessWorld.NO_SEARCH, (search, space) -> new IndexQuery.None(), "management", false);
        AccessTarget target = content("products", "{}");
        assertThat(policy.allows(caller("gm"), ActionType.VIEW, target)).isTrue();
        assertThat(without.allows(caller("gm"), ActionType.VIEW, target)).isFalse();
        assertThat(policy.roles(caller("gm"))).containsExactlyInAnyOrder("auditor", "logged_in");
        assertThat(without.roles(caller("gm"))).containsExactly("logged_in");
    }

    @Test
    void s3_2_magicNamesAreNotSubstituted() {
        world.user("__all_subpaths__", "{'roles':[]}");
        assertThat(policy.permissions(caller("__all_subpaths__")).names())
                .containsExactly("personal:people/__all_subpaths__/public:content");
    }

    @Test
    void s3_2_magicWordsAreWholeSegments() {
        world.permission("odd", rule("'personal':['a__current_user__/__current_user__b']", "content", "view", ""))
                .role("odd", "odd")
                .user("no", "{'roles':['odd']}");
        assertThat(policy.permissions(caller("no")).names())
                .contains("personal:a__current_user__/__current_user__b:content");
    }

    @Test
    void s3_3_mergedFieldRulesMustAllHold() {
        String more = "{'subpaths':{'shop':['products']},'resource_types':['content'],'actions':['update'],"
                + "'restricted_fields':['payload.body.a'],'allowed_fields_values':{'payload.body.n':[1,2.0]}}";
        world.permission("more", more).role("editor", "edit_products", "more");
        for (String body : new String[] {"{'a':1}", "{'cost':1}", "{'stage':'live'}", "{'n':3}", "{'n':{'x':1}}"}) {
            AccessTarget target = content("products", "{}").writing(json("{'payload':{'body':" + body + "}}"));
            assertThat(policy.allows(caller("ed"), ActionType.UPDATE, target))
                    .as(body)
                    .isFalse();
        }
        AccessTarget fine = content("products", "{}").writing(json("{'payload':{'body':{'n':2,'stage':'ready'}}}"));
        assertThat(policy.allows(caller("ed"), ActionType.UPDATE, fine)).isTrue();
    }
}
