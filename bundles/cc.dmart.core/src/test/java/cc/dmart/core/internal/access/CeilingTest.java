package cc.dmart.core.internal.access;

import static cc.dmart.core.internal.access.AccessWorld.json;
import static cc.dmart.core.internal.access.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ceiling G1 of {@code security.md} 3.9: the administrator of a department {@code hr}, who is not SUPER. */
class CeilingTest {
    private final AccessPolicyImpl policy = new AccessPolicyImpl(
            AccessWorld.ofTheDecisionTable()
                    .permission("hr_all", rule("'hr':['/'],'site':['news']", "content", "query view update", ""))
                    .permission("hr_part", rule("'hr':['desk']", "content", "view", "own"))
                    .permission("hr_own", rule("'hr':['mine']", "ticket", "view update", "own"))
                    .permission("hr_templ", rule("'hr':['people/__current_user__']", "user", "view", ""))
                    .permission("hr_desks", rule("'hr':['desk/__current_user__owner__']", "content", "view", ""))
                    .role("hr_admin", "hr_all", "hr_own", "hr_templ")
                    .role("hr_clerk", "hr_part")
                    .role("hr_desk", "hr_desks")
                    .group("hr_group", "hr_admin")
                    .group("bosses", "super_admin")
                    .inactiveGroup("asleep", "super_admin")
                    .user("boss", "{'roles':['hr_admin']}")
                    .store(),
            (search, space) -> new IndexQuery.None(),
            "management",
            true);

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
}
