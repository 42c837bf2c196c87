package cc.dmart.core.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit log tells of changes ({@code security.md} I6). */
class AuditTrailTest {
    private static JsonObject json(String text) {
        return JsonCodec.parse(text.replace('\'', '"')).asObject().orElseThrow();
    }

    private static EntryEvent event(String type, String action) {
        return EntryEvent.fromJson(
                json("{'event_id':'e1','space_name':'management','subpath':'/x','shortname':'n1'," + "'action_type':'"
                        + action + "','resource_type':'" + type + "','user_shortname':'dmart','attributes':{}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "role,create,,true",
        "permission,update,actions,true",
        "permission,update,,false",
        "role,update,,false",
        "role,update,tags,true",
        "user,update,,false",
        "group,delete,,true",
        "user,create,,true",
        "user,delete,,true",
        "user,move,,true",
        "user,update,roles,true",
        "user,update,groups,true",
        "user,update,type,true",
        "user,update,password,true",
        "user,update,is_active,true",
        "user,update,last_login,false",
        "user,update,last_login.timestamp,false",
        "user,update,displayname.en,false",
        "content,update,acl,true",
        "content,update,owner_shortname,true",
        "content,update,payload.body.acl,false",
        "content,create,,false",
        "content,delete,,false"
    })
    void s5_13_i6_changesOfRightsAreTold(String type, String action, String field, boolean told) {
        List<String> fields = field == null ? List.of() : List.of(field);
        assertThat(AuditTrail.changesRights(event(type, action), fields)).isEqualTo(told);
    }

    @Test
    void s5_13_i6_aLineNamesActorAddressAndRequestButNoValues() {
        Caller caller = Caller.of("dmart", "req-1", Map.of(), "10.0.0.9");
        assertThat(AuditTrail.change(Instant.EPOCH, caller, event("user", "update"), List.of("password")))
                .isEqualTo(json("{'timestamp':'1970-01-01T00:00:00Z','event':'rights','actor':'dmart','ip':'10.0.0.9',"
                        + "'request_id':'req-1','action':'update','space_name':'management','subpath':'/x',"
                        + "'shortname':'n1','resource_type':'user','fields':['password']}"));
    }
}
