package cc.dmart.core.internal.access;

import static cc.dmart.core.internal.access.AccessWorld.json;
import static cc.dmart.core.internal.access.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ceiling G1 of {@code security.md} 3.9: the administrator of a department {@code hr}, who is not SUPER. */
class CeilingTest {
    private static final String ALL = "'__all_spaces__':['__all_subpaths__']";
    private static final String SUPER_TYPES = "content user role permission";

    private final AccessWorld world = AccessWorld.ofTheDecisionTable()
            .permission("hr_all", rule("'hr':['/'],'site':['news']", "content", "query view update", ""))
            .permission("hr_part", rule("'hr':['desk']", "content", "view", "own"))
            .permission("hr_own", rule("'hr':['mine']", "ticket", "view update", "own"))
            .permission("hr_templ", rule("'hr':['people/__current_user__']", "user", "view", ""))
            .permission("hr_desks", rule("'hr':['desk/__current_user__owner__']", "content", "view", ""))
            .permission("free_delete", rule("'hr':['files']", "media", "delete", ""))
            .permission("own_view", rule("'hr':['files']", "media", "view", "own"))
            .permission("free_ticket", rule("'hr':['mine']", "ticket", "delete", ""))
            .permission("own_ticket", rule("'hr':['mine']", "ticket", "view", "own"))
            .permission("half", rule(ALL, SUPER_TYPES, "C!", ""))
            .permission("other_half", rule(ALL, "space", "C!", ""))
            .role("hr_admin", "hr_all", "hr_own", "hr_templ")
            .role("hr_clerk", "hr_part")
            .role("hr_desk", "hr_desks")
            .role("deleter", "free_delete")
            .role("owner", "own_view")
            .role("ticketer", "free_ticket", "own_ticket")
            .role("halves", "half", "other_half")
            .role("second_half", "other_half")
            .role("first_half", "half")
            .role("clears", "free_delete", "own_view")
            .group("hr_group", "hr_admin")
            .group("owners", "owner")
            .group("bosses", "super_admin")
            .inactiveGroup("asleep", "super_admin")
            .user("boss", "{'roles':['hr_admin']}")
            .user("mia", "{'roles':['deleter','owner']}")
            .user("moe", "{'roles':['deleter'],'groups':['owners']}")
            .user("dan", "{'roles':['deleter']}")
            .user("tia", "{'roles':['ticketer']}")
            .user("cleo", "{'roles':['clears']}")
            .user("sue", "{'roles':['first_half','second_half']}");
    private final AccessPolicyImpl policy = policy(true);

    private AccessPolicyImpl policy(boolean groupRoles) {
        return new AccessPolicyImpl(
                world.store(), world.search(), (search, space) -> new IndexQuery.None(), "management", groupRoles);
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3} {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "user | neu | {} | {'roles':['hr_admin']} | ok",
                "user | neu | {} | {'roles':['logged_in']} | ok",
                "user | neu | {} | {'roles':['super_admin']} | no",
                "user | neu | {} | {'roles':['hr_clerk']} | no",
                "user | neu | {'roles':['super_admin']} | {'roles':['super_admin'],'email':'x'} | ok",
                "user | neu | {'roles':['super_admin']} | {'roles':[]} | ok",
                "user | neu | {} | {'groups':['hr_group']} | ok",
                "user | neu | {} | {'groups':['bosses']} | no",
                "user | neu | {} | {'type':'bot'} | ok",
                "user | neu | {} | {'is_email_verified':true} | no",
                "user | neu | {'is_email_verified':true} | {'is_email_verified':false} | ok",
                "user | neu | {'is_email_verified':true,'email':'a'} | {'is_email_verified':true,'email':'b'} | no",
                "user | neu | {'is_email_verified':true,'email':'a'} | {'is_email_verified':false,'email':'b'} | ok",
                "user | neu | {'is_email_verified':true,'email':'a'} | {'is_email_verified':true,'email':'a'} | ok",
                "user | neu | {'force_password_change':false} | {'force_password_change':true} | no",
                "user | boss | {'roles':['hr_admin']} | {'roles':['hr_admin','logged_in']} | no",
                "user | boss | {'type':'web'} | {'type':'bot'} | no",
                "user | boss | {'type':'web'} | {'type':'web','email':'x'} | ok",
                "user | boss | {'owner_shortname':'a'} | {'owner_shortname':'b'} | no",
                "user | neu | {'owner_shortname':'a'} | {'owner_shortname':'b'} | ok",
                "user | ag | {'roles':['sub_agent'],'owner_shortname':'a'} | {'roles':['sub_agent'],'owner_shortname':'b'}"
                        + " | no",
                "user | ag | {'roles':['hr_desk'],'owner_shortname':'a'} | {'roles':['hr_desk'],'owner_shortname':'b'}"
                        + " | ok",
                "user | dmart | {'password':'a'} | {'password':'b'} | no",
                "user | dmart | {'is_active':true} | {'is_active':false} | no",
                "user | dmart | {'is_active':true} | {'is_active':true,'displayname':{'en':'x'}} | ok",
                "user | dmart | {'type':'web'} | {'type':'mobile'} | no",
                "user | dmart | {'device_id':'a'} | {'device_id':'b'} | no",
                "user | dmart | {'a':1} | {'a':1,'locked_to_device':true} | no",
                "user | dmart | {'roles':['super_admin']} | {'roles':[]} | no",
                "user | dmart | {'groups':['bosses']} | {'groups':[]} | no",
                "user | dmart | {'roles':['super_admin']} | {} | no",
                "user | ed | {'roles':['editor']} | {} | ok",
                "role | editor | {'is_active':true,'permissions':['edit_products']} | {} | ok",
                "permission | p | {'subpaths':{'hr':['a']},'resource_types':['media'],'actions':['view']} | {} | ok",
                "user | ed | {'password':'a'} | {'password':'b'} | ok",
                "group | bosses | {'is_active':true,'roles':['super_admin']} | {'is_active':true,'roles':[]} | no",
                "group | bosses | {'is_active':true,'roles':['super_admin']} | {'roles':['super_admin']} | no",
                "group | bosses | {'is_active':true,'roles':['super_admin']} | {} | no",
                "group | hr_group | {'is_active':true,'roles':['hr_admin']} | {'is_active':true,'roles':[]} | ok",
                "role | super_admin | {'is_active':true,'permissions':['super_manager']} | {'is_active':true} | no",
                "role | super_admin | {'is_active':true,'permissions':['super_manager']} | {} | no",
                "group | g | {} | {'is_active':true,'roles':['hr_admin']} | ok",
                "group | g | {} | {'is_active':true,'roles':['super_admin']} | no",
                "group | g | {'is_active':false,'roles':['super_admin']} | {'is_active':true,'roles':['super_admin']}"
                        + " | no",
                "group | g | {} | {'is_active':false,'roles':['super_admin']} | no",
                "group | g | {'is_active':false,'roles':['super_admin']} | {'is_active':false,'roles':['super_admin'],"
                        + "'slug':'x'} | ok",
                "role | r | {} | {'is_active':false,'permissions':['super_manager']} | no",
                "user | neu | {} | {'groups':['asleep']} | no",
                "role | r | {} | {'is_active':true,'permissions':['hr_all','hr_part']} | ok",
                "role | r | {} | {'is_active':true,'permissions':['hr_templ']} | ok",
                "role | r | {} | {'is_active':true,'permissions':['super_manager']} | no",
                "role | r | {} | {'is_active':true,'permissions':['not_there']} | no",
                "permission | p | {} | {'subpaths':{'hr':['a/b']},'resource_types':['content'],'actions':['view']} |"
                        + " ok",
                "permission | p | {} |"
                        + " {'subpaths':{'hr':['__all_subpaths__/b']},'resource_types':['content'],'actions':['view']} |"
                        + " ok",
                "permission | p | {} | {'subpaths':{'hr':[]},'resource_types':['content'],'actions':['view']} | ok",
                "permission | p | {} | {'subpaths':{'hr':['a']},'resource_types':['content'],'actions':['delete']} |"
                        + " no",
                "permission | p | {} | {'subpaths':{'hr':['a']},'resource_types':['media'],'actions':['view']} | no",
                "permission | p | {} | {'subpaths':{'site':['/']},'resource_types':['content'],'actions':['view']} |"
                        + " no",
                "permission | p | {} |"
                        + " {'subpaths':{'site':['news/old']},'resource_types':['content'],'actions':['view']} | ok",
                "permission | p | {} |"
                        + " {'subpaths':{'__all_spaces__':['/']},'resource_types':['content'],'actions':['view']} | no",
                "permission | p | {} |"
                        + " {'subpaths':{'hr':['mine']},'resource_types':['ticket'],'actions':['view'],'conditions':['own']}"
                        + " | ok",
                "permission | p | {} | {'subpaths':{'hr':['mine']},'resource_types':['ticket'],'actions':['view']} |"
                        + " no",
                "permission | p | {} |"
                        + " {'subpaths':{'hr':['people/__current_user__']},'resource_types':['user'],'actions':['view']} |"
                        + " ok",
                "permission | p | {} |"
                        + " {'subpaths':{'hr':['people/boss']},'resource_types':['user'],'actions':['view']} | ok",
                "permission | p | {} |"
                        + " {'subpaths':{'hr':['people/__all_subpaths__']},'resource_types':['user'],'actions':['view']} |"
                        + " no",
                "permission | p | {'actions':['view']} | {'actions':['view'],'displayname':{'en':'x'}} | ok",
                "content | c | {} | {'roles':['super_admin']} | ok",
            })
    void s3_9_g1_row(String type, String name, String before, String after, String result) {
        ResourceType kind = ResourceType.of(type).orElseThrow();
        JsonObject oldMeta = json(before);
        AccessTarget target = AccessTarget.of(new Entry(Locator.of("management", type + "s", name, kind), oldMeta));
        Caller boss = Caller.of("boss", "r", Map.of());
        if (result.equals("ok")) {
            assertThatCode(() -> policy.requireCeiling(boss, target, oldMeta, json(after)))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> policy.requireCeiling(boss, target, oldMeta, json(after)))
                    .isInstanceOf(DmartException.Forbidden.class);
        }
        Caller admin = Caller.of("dmart", "r", Map.of());
        assertThatCode(() -> policy.requireCeiling(admin, target, oldMeta, json(after)))
                .doesNotThrowAnyException();
    }

    private static final Caller BOSS = Caller.of("boss", "r", Map.of());

    private static boolean permits(AccessPolicyImpl policy, Locator at, String before, String after) {
        JsonObject oldMeta = json(before);
        try {
            policy.requireCeiling(BOSS, AccessTarget.of(new Entry(at, oldMeta)), oldMeta, json(after));
            return true;
        } catch (DmartException.Forbidden e) {
            return false;
        }
    }

    private static Locator record(String type, String name) {
        return Locator.of("management", type + "s", name, ResourceType.of(type).orElseThrow());
    }

    private static String live(String fields) {
        return "{'is_active':true," + fields + "}";
    }

    /** Equal keys of several permissions restrict each other, so taking one away may give more ({@code security.md} 3.3). */
    @ParameterizedTest(name = "{0} {1} {2} -> {3} {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "user | mia | 'roles':['deleter','owner'] | 'roles':['deleter'] | no",
                "user | mia | 'roles':['deleter','owner'] | 'roles':['owner'] | ok",
                "user | mia | 'roles':['deleter','owner'] | 'roles':[] | ok",
                "user | mia | 'roles':['deleter','owner'] | 'roles':['deleter','owner','hr_admin'] | ok",
                "user | moe | 'roles':['deleter'],'groups':['owners'] | 'roles':['deleter'],'groups':[] | no",
                "group | owners | 'roles':['owner'] | 'roles':[] | no",
                "group | owners | 'roles':['owner'] | 'roles':['owner','hr_admin'] | ok",
                "role | owner | 'permissions':['own_view'] | 'permissions':[] | no",
                "role | owner | 'permissions':['own_view'] | 'permissions':['own_view'],'slug':'s' | ok",
                "role | clears | 'permissions':['free_delete','own_view'] | 'permissions':['free_delete'] | no",
                "role | clears | 'permissions':['free_delete','own_view'] | 'permissions':['own_view'] | ok",
                "role | deleter | 'permissions':['free_delete'] | 'permissions':[] | ok",
            })
    void s3_9_nobodyGainsByWhatIsTakenAway(String type, String name, String before, String after, String result) {
        assertThat(permits(policy, record(type, name), live(before), live(after)))
                .isEqualTo(result.equals("ok"));
    }

    @Test
    void s3_9_nobodyGainsByAPermissionThatRestrictsLess() {
        String stored = rule("'hr':['mine']", "ticket", "view", "own").replaceFirst("\\{", "{'is_active':true,");
        List<String> less = List.of(
                stored.replace("true", "false"),
                stored.replace("'ticket'", ""),
                stored.replace("'mine'", "'mine/deep'"),
                "{}");
        for (String after : less) {
            assertThat(permits(policy, record("permission", "own_ticket"), stored, after))
                    .as(after)
                    .isFalse();
            assertThat(permits(policy, record("permission", "nobodys"), stored, after))
                    .as(after)
                    .isTrue();
        }
        String more = stored.replace("'view'", "'view','update'");
        assertThat(permits(policy, record("permission", "own_ticket"), stored, more))
                .isTrue();
    }

    /** {@code logged_in} is everybody's, {@code world} that of whoever is nobody. */
    @Test
    void s3_9_everybodyIsAsked() {
        world.role("logged_in", "own_view");
        assertThat(permits(policy, record("role", "logged_in"), live("'permissions':['own_view']"), live("'slug':'s'")))
                .isFalse();
        assertThat(permits(policy, record("role", "logged_in"), live("'permissions':['own_view']"), "{}"))
                .isFalse();
        world.permission("world", rule("'hr':['files']", "media", "view", "own"))
                .role("world", "free_delete")
                .role("logged_in");
        String stored = rule("'hr':['files']", "media", "view", "own").replaceFirst("\\{", "{'is_active':true,");
        assertThat(permits(policy, record("permission", "world"), stored, "{}")).isFalse();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "permission | other_half | {}",
                "permission | half | {}",
                "role | second_half | {}",
                "role | first_half | {}",
            })
    void s3_9_nobodyStopsBeingAnAdministrator(String type, String name, String after) {
        Locator at = record(type, name);
        JsonObject stored = world.store().find(at).orElseThrow().entry().meta();
        assertThat(policy.isSuper("sue")).isTrue();
        assertThat(permits(policy, at, JsonCodec.writeString(stored), after)).isFalse();
        world.user("sue", "{'roles':[]}");
        assertThat(permits(policy, at, JsonCodec.writeString(stored), after))
                .as("nobody is one by it")
                .isTrue();
    }

    /** A wider place of one's own is gained, and so is a known one with more in it. */
    @ParameterizedTest
    @ValueSource(strings = {"delete", "view"})
    void s3_9_anOwnerThatMakesAKnownPlaceWiderIsAsked(String action) {
        world.permission("by_owner", rule("'hr':['rooms/__current_user__owner__']", "media", action, ""))
                .permission("one_room", rule("'hr':['rooms/b']", "media", "view query", "own"))
                .role("roomer", "by_owner", "one_room")
                .user("rob", "{'roles':['roomer'],'owner_shortname':'a'}");
        String before = "{'roles':['roomer'],'owner_shortname':'a'}";
        String after = "{'roles':['roomer'],'owner_shortname':'b'}";
        // with an equal key the condition stays: only more actions are gained
        assertThat(permits(policy, record("user", "rob"), before, after)).isEqualTo(action.equals("view"));
    }

    @Test
    void s3_9_recordsElsewhereAreEntriesLikeOthers() {
        String all = live("'roles':['super_admin'],'permissions':['super_manager']");
        for (String type : List.of("user", "group", "role")) {
            ResourceType kind = ResourceType.of(type).orElseThrow();
            for (Locator at : List.of(
                    Locator.of("hr", type + "s", "x", kind),
                    Locator.of("management", type + "s/old", "x", kind),
                    Locator.of("management", "drafts", "dmart", kind))) {
                assertThat(permits(policy, at, "{}", all)).as(at.toString()).isTrue();
                assertThat(permits(policy, at, all, "{}")).as(at.toString()).isTrue();
            }
        }
    }

    @Test
    void s3_9_groupsThatGiveNothingEndNothing() {
        Locator at = record("group", "bosses");
        assertThat(permits(policy(false), at, live("'roles':['super_admin']"), live("'roles':[]")))
                .isTrue();
        assertThat(permits(policy(false), at, live("'roles':[]"), live("'roles':['super_admin']")))
                .isFalse();
    }
}
