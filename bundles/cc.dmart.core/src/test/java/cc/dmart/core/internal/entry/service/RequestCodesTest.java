package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.ASSIGN;
import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.MOVE;
import static cc.dmart.api.model.RequestType.PATCH;
import static cc.dmart.api.model.RequestType.REPLACE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.RequestType.UPDATE_ACL;
import static cc.dmart.api.model.ResourceType.ACL;
import static cc.dmart.api.model.ResourceType.ALTERATION;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.DATA_ASSET;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.GROUP;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.ROLE;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.TICKET;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.BatchResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every code of the table in http-api.md 4.2, and bad values of every kind of attribute; nothing changes when one fails. */
class RequestCodesTest {
    private final EntryWorld world = new EntryWorld();

    /** Another administrator, a help desk that may write accounts, and an entry that an access list lets {@code omar} write. */
    @BeforeEach
    void people() {
        world.put("management", "users", "chief", USER, "{'roles':['super_admin']}");
        world.put(
                "management",
                "permissions",
                "help",
                PERMISSION,
                "{'subpaths':{'management':['users']},'resource_types':['user'],'actions':['view','update','delete']}");
        world.put("management", "roles", "help", ROLE, "{'permissions':['help']}");
        world.put("management", "users", "desk", USER, "{'roles':['help']}");
        world.put(
                "shop",
                "pens",
                "shared",
                CONTENT,
                "{'acl':[{'user_shortname':'omar','allowed_actions':['update','view']}]}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    record Row(
            int code,
            String user,
            String space,
            RequestType request,
            ResourceType type,
            String subpath,
            String name,
            String attributes) {}

    private static Row shop(
            int code, RequestType request, ResourceType type, String subpath, String name, String attributes) {
        return new Row(code, "sara", "shop", request, type, subpath, name, attributes);
    }

    private static Row bad(String attributes) {
        return shop(424, CREATE, CONTENT, "pens", "x", attributes);
    }

    private static Row mgmt(
            int code, RequestType request, ResourceType type, String folder, String name, String attributes) {
        return new Row(code, "dmart", "management", request, type, folder, name, attributes);
    }

    static List<Row> rows() {
        String item = "{'payload':{'content_type':'json','schema_shortname':'item','body':{'price':'x'}}}";
        return List.of(
                // 401
                new Row(401, "omar", "shop", CREATE, CONTENT, "pens", "x", "{}"),
                new Row(401, "omar", "shop", UPDATE, CONTENT, "pens", "blue", "{'tags':['a']}"),
                new Row(401, "omar", "shop", DELETE, CONTENT, "pens", "blue", "{}"),
                new Row(401, "omar", "shop", DELETE, COMMENT, "pens/blue", "none", "{}"),
                new Row(401, "omar", "shop", ASSIGN, CONTENT, "pens", "blue", "{'owner_shortname':'sara'}"),
                new Row(401, "omar", "shop", UPDATE_ACL, CONTENT, "pens", "blue", "{'acl':[]}"),
                shop(
                        401,
                        UPDATE_ACL,
                        CONTENT,
                        "pens",
                        "blue",
                        "{'acl':[{'user_shortname':'chief','denied':['view']}]}"),
                new Row(
                        401,
                        "omar",
                        "shop",
                        MOVE,
                        CONTENT,
                        "pens",
                        "blue",
                        "{'dest_subpath':'/','dest_shortname':'x'}"),
                new Row(
                        401,
                        "sara",
                        "shop",
                        MOVE,
                        CONTENT,
                        "pens",
                        "blue",
                        "{'dest_space_name':'quiet','dest_subpath':'/','dest_shortname':'x'}"),
                new Row(
                        401,
                        "sara",
                        "shop",
                        MOVE,
                        USER,
                        "pens",
                        "x",
                        "{'src_space_name':'management','src_subpath':'users','src_shortname':'omar',"
                                + "'dest_subpath':'/','dest_shortname':'x'}"),
                new Row(401, "sara", "management", CREATE, USER, "users", "eve", "{}"),
                new Row(401, "desk", "management", DELETE, USER, "users", "chief", "{}"),
                new Row(401, "desk", "management", UPDATE, USER, "users", "chief", "{'roles':[]}"),
                new Row(401, "desk", "management", UPDATE, USER, "users", "chief", "{'type':'mobile'}"),
                new Row(401, "omar", "shop", UPDATE, CONTENT, "pens", "shared", "{'owner_group_shortname':'g'}"),
                new Row(401, "sara", "other", CREATE, SPACE, "/", "other", "{}"),
                // 220
                shop(220, UPDATE, CONTENT, "pens", "none", "{}"),
                shop(220, PATCH, CONTENT, "pens", "none", "{}"),
                shop(220, DELETE, CONTENT, "pens", "none", "{}"),
                shop(220, ASSIGN, CONTENT, "pens", "none", "{'owner_shortname':'sara'}"),
                shop(220, ASSIGN, CONTENT, "pens", "blue", "{'owner_shortname':'nobody'}"),
                shop(220, MOVE, CONTENT, "pens", "none", "{'dest_subpath':'/','dest_shortname':'x'}"),
                shop(220, CREATE, COMMENT, "pens/none", "c", "{'payload':{'content_type':'comment','body':'x'}}"),
                shop(
                        220,
                        CREATE,
                        CONTENT,
                        "pens",
                        "x",
                        "{'payload':{'content_type':'json','schema_shortname':'nope','body':{}}}"),
                shop(220, CREATE, TICKET, "pens", "x", "{'workflow_shortname':'nope'}"),
                mgmt(220, DELETE, USER, "users", "nobody", "{}"),
                // 0: the missing attachment is gone already
                shop(0, DELETE, COMMENT, "pens/blue", "none", "{}"),
                // 400
                shop(400, CREATE, CONTENT, "pens", "blue", "{}"),
                shop(400, CREATE, FOLDER, "/", "pens", "{}"),
                shop(400, CREATE, CONTENT, "/", "pens", "{}"),
                shop(400, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'/','dest_shortname':'inks'}"),
                shop(400, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'pens','dest_shortname':'blue'}"),
                // 402
                shop(402, CREATE, CONTENT, "pens", "x", item),
                shop(402, UPDATE, CONTENT, "pens", "blue", item),
                shop(402, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'../x','dest_shortname':'x'}"),
                shop(402, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'pens','dest_shortname':'a-b'}"),
                shop(402, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':7,'dest_shortname':'x'}"),
                shop(402, MOVE, FOLDER, "/", "pens", "{'dest_subpath':'pens/deep','dest_shortname':'x'}"),
                shop(402, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'pens','dest_shortname':'auto'}"),
                shop(213, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'','dest_shortname':''}"),
                shop(402, MOVE, FOLDER, "/", "pens", "{'dest_subpath':'pens','dest_shortname':'x'}"),
                shop(402, CREATE, FOLDER, "/", "__all_subpaths__", "{}"),
                shop(
                        402,
                        CREATE,
                        CONTENT,
                        "pens",
                        "x",
                        "{'payload':{'content_type':'image_png','body':'../../x.png'}}"),
                shop(424, UPDATE, CONTENT, "pens", "blue", "{'payload':{'body':'../../x.json'}}"),
                shop(402, ASSIGN, CONTENT, "pens", "blue", "{'owner_shortname':'anonymous'}"),
                shop(
                        402,
                        UPDATE_ACL,
                        CONTENT,
                        "pens",
                        "blue",
                        "{'acl':[{'user_shortname':'anonymous','allowed_actions':['view']}]}"),
                mgmt(
                        402,
                        CREATE,
                        PERMISSION,
                        "permissions",
                        "p",
                        "{'subpaths':{'shop':[]},'resource_types':['content'],'actions':['view']}"),
                mgmt(
                        402,
                        CREATE,
                        PERMISSION,
                        "permissions",
                        "p",
                        "{'subpaths':{'shop':['/']},'resource_types':['content'],'actions':['view'],"
                                + "'filter_fields_values':'@tags: red'}"),
                mgmt(402, UPDATE, PERMISSION, "permissions", "shop_all", "{'filter_fields_values':'(((('}"),
                mgmt(402, CREATE, USER, "users", "__all_subpaths__", "{}"),
                // 17
                mgmt(17, CREATE, USER, "users", "eve", "{'password':'short'}"),
                // 404
                mgmt(404, CREATE, USER, "users", "eve", "{'roles':['nope']}"),
                mgmt(404, CREATE, USER, "users", "eve", "{'groups':['nope']}"),
                mgmt(404, CREATE, GROUP, "groups", "g", "{'roles':['nope']}"),
                mgmt(404, CREATE, ROLE, "roles", "r", "{'permissions':['nope']}"),
                mgmt(404, UPDATE, USER, "users", "omar", "{'roles':['nope']}"),
                shop(
                        404,
                        UPDATE_ACL,
                        CONTENT,
                        "pens",
                        "blue",
                        "{'acl':[{'user_shortname':'nobody','allowed_actions':['view']}]}"),
                // 204
                mgmt(204, DELETE, ROLE, "roles", "keeper", "{}"),
                mgmt(204, DELETE, PERMISSION, "permissions", "shop_all", "{}"),
                mgmt(204, DELETE, USER, "users", "dmart", "{}"),
                mgmt(204, DELETE, USER, "users", "anonymous", "{}"),
                mgmt(204, DELETE, SPACE, "/", "management", "{}"),
                mgmt(204, UPDATE, USER, "users", "dmart", "{'is_active':false}"),
                mgmt(204, PATCH, USER, "users", "dmart", "{'is_active':false,'tags':['a']}"),
                mgmt(204, REPLACE, USER, "users", "dmart", "{'is_active':false}"),
                mgmt(204, UPDATE, USER, "users", "dmart", "{'roles':[]}"),
                mgmt(204, PATCH, USER, "users", "dmart", "{'roles':['keeper']}"),
                mgmt(204, UPDATE, USER, "users", "dmart", "{'roles':['super_admin','narrow']}"),
                mgmt(204, UPDATE, ROLE, "roles", "super_admin", "{'is_active':false}"),
                mgmt(204, UPDATE, ROLE, "roles", "super_admin", "{'permissions':[]}"),
                mgmt(204, PATCH, ROLE, "roles", "super_admin", "{'permissions':['shop_all']}"),
                mgmt(204, UPDATE, PERMISSION, "permissions", "super_manager", "{'is_active':false}"),
                mgmt(204, PATCH, PERMISSION, "permissions", "super_manager", "{'subpaths':{'shop':['/']}}"),
                mgmt(204, UPDATE, PERMISSION, "permissions", "super_manager", "{'resource_types':['content']}"),
                mgmt(204, UPDATE, PERMISSION, "permissions", "super_manager", "{'actions':['view','query']}"),
                mgmt(204, UPDATE, PERMISSION, "permissions", "super_manager", "{'conditions':['own']}"),
                mgmt(204, UPDATE, PERMISSION, "permissions", "super_manager", "{'restricted_fields':['slug']}"),
                mgmt(204, DELETE, FOLDER, "/", "users", "{}"),
                mgmt(204, DELETE, FOLDER, "/", "roles", "{}"),
                mgmt(204, DELETE, FOLDER, "/", "groups", "{}"),
                mgmt(204, DELETE, FOLDER, "/", "permissions", "{}"),
                mgmt(204, DELETE, FOLDER, "/", "schema", "{}"),
                mgmt(204, MOVE, FOLDER, "/", "users", "{'dest_subpath':'/','dest_shortname':'people'}"),
                mgmt(
                        204,
                        MOVE,
                        FOLDER,
                        "/",
                        "roles",
                        "{'dest_space_name':'shop','dest_subpath':'pens','dest_shortname':'roles'}"),
                // 202
                shop(202, ASSIGN, CONTENT, "pens", "blue", "{}"),
                shop(202, UPDATE_ACL, CONTENT, "pens", "blue", "{}"),
                // 203
                new Row(203, "dmart", "shop", CREATE, SPACE, "/", "shop", "{}"),
                new Row(203, "dmart", "shop", CREATE, SPACE, "/", "other", "{}"),
                new Row(203, "dmart", "nope", UPDATE, SPACE, "/", "nope", "{}"),
                new Row(203, "dmart", "nope", DELETE, SPACE, "/", "nope", "{}"),
                new Row(203, "dmart", "auto", CREATE, SPACE, "/", "auto", "{}"),
                // 213
                shop(213, MOVE, CONTENT, "pens", "blue", "{'src_space_name':'shop','dest_space_name':'shop'}"),
                shop(213, MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'pens'}"),
                // 217
                shop(217, CREATE, ACL, "pens", "x", "{}"),
                shop(217, CREATE, DATA_ASSET, "pens/blue", "x", "{}"),
                new Row(217, "dmart", "shop", MOVE, SPACE, "/", "shop", "{'dest_subpath':'/','dest_shortname':'x'}"),
                // 409
                shop(409, UPDATE, CONTENT, "pens", "blue", "{'tags':['a'],'last_checksum_history':'00'}"),
                shop(409, PATCH, CONTENT, "pens", "blue", "{'payload':{'checksum':'00'}}"),
                shop(409, UPDATE, FOLDER, "/", "pens", "{'tags':['a'],'payload':{'checksum':'00'}}"),
                shop(424, UPDATE, CONTENT, "pens", "blue", "{'last_checksum_history':5}"),
                shop(424, PATCH, CONTENT, "pens", "blue", "{'payload':{'checksum':['00']}}"),
                // 415
                mgmt(415, CREATE, USER, "users", "eve", "{'email':'SARA@X.IO'}"),
                // 424: names and shapes
                shop(424, CREATE, CONTENT, "pens", "a-b", "{}"),
                shop(424, CREATE, CONTENT, "../x", "x", "{}"),
                shop(424, CREATE, COMMENT, "/", "x", "{}"),
                shop(424, UPDATE, CONTENT, "pens", "blue", "{'is_active':null}"),
                shop(424, UPDATE, CONTENT, "pens", "blue", "{'payload':{'body':5}}"),
                shop(424, UPDATE_ACL, CONTENT, "pens", "blue", "{'acl':[{'allowed_actions':['view']}]}"),
                shop(424, UPDATE_ACL, CONTENT, "pens", "blue", "{'acl':'all'}"),
                bad("{'is_active':'yes'}"),
                bad("{'slug':'a b'}"),
                bad("{'slug':7}"),
                bad("{'tags':'a'}"),
                bad("{'tags':[1]}"),
                bad("{'displayname':'Pen'}"),
                bad("{'displayname':{'en':1}}"),
                bad("{'description':[]}"),
                bad("{'owner_group_shortname':1}"),
                bad("{'relationships':{}}"),
                bad("{'relationships':['a']}"),
                bad("{'payload':'x'}"),
                bad("{'payload':{'body':{}}}"),
                bad("{'payload':{'content_type':'json'}}"),
                bad("{'payload':{'content_type':'nope','body':{}}}"),
                bad("{'payload':{'content_type':'json','body':[1]}}"),
                bad("{'payload':{'content_type':'json','body':'x.json'}}"),
                bad("{'payload':{'content_type':'json','schema_shortname':1,'body':{}}}"),
                bad("{'payload':{'content_type':'text','body':{}}}"),
                bad("{'payload':{'content_type':'comment','body':[1]}}"),
                shop(424, CREATE, ALTERATION, "pens/blue", "a", "{}"),
                shop(424, CREATE, TICKET, "pens", "t", "{}"),
                mgmt(424, CREATE, ROLE, "roles", "r", "{}"),
                mgmt(424, CREATE, PERMISSION, "permissions", "p", "{'resource_types':['content'],'actions':['view']}"),
                mgmt(
                        424,
                        CREATE,
                        PERMISSION,
                        "permissions",
                        "p",
                        "{'subpaths':{'shop':['/']},'resource_types':['nope'],'actions':['view']}"),
                mgmt(
                        424,
                        CREATE,
                        PERMISSION,
                        "permissions",
                        "p",
                        "{'subpaths':{'shop':['/']},'resource_types':['content'],'actions':['nope']}"),
                mgmt(
                        424,
                        CREATE,
                        PERMISSION,
                        "permissions",
                        "p",
                        "{'subpaths':['shop'],'resource_types':['content'],'actions':['view']}"),
                mgmt(424, CREATE, USER, "users", "eve", "{'type':'robot'}"),
                mgmt(424, CREATE, USER, "users", "eve", "{'language':'latin'}"),
                mgmt(424, CREATE, USER, "users", "eve", "{'email':'nope'}"),
                mgmt(424, CREATE, USER, "users", "eve", "{'msisdn':'012'}"),
                mgmt(424, CREATE, USER, "users", "eve", "{'password':123456789}"),
                mgmt(424, CREATE, USER, "users", "eve", "{'roles':'keeper'}"),
                new Row(424, "dmart", "other", CREATE, SPACE, "/", "other", "{'languages':['latin']}"),
                new Row(424, "dmart", "other", CREATE, SPACE, "/", "other", "{'ordinal':'1'}"),
                shop(424, CREATE, MEDIA, "pens/blue", "m", "{'author_locator':1}"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void failsAndChangesNothing(Row row) {
        long before = world.store.lastSeq();
        Caller caller = EntryWorld.caller(row.user());

        BatchResult result = world.service.apply(
                caller,
                new SpaceName(row.space()),
                row.request(),
                List.of(EntryWorld.record(row.type(), row.subpath(), row.name(), row.attributes())));

        assertThat(EntryWorld.code(result)).as(result.toString()).isEqualTo(row.code());
        assertThat(world.store.lastSeq()).isEqualTo(before);
        if (row.code() != 0) {
            assertThat(result.failed().get(0).shortname()).isEqualTo(row.name());
            assertThat(result.failed().get(0).error().status())
                    .isEqualTo(
                            switch (row.code()) {
                                case 424 -> 422;
                                case 401 -> 401;
                                case 220 -> 404;
                                case 409 -> 409;
                                default -> 400;
                            });
        }
    }
}
