package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.row;

import java.util.List;

/** Login, logout, own profile, and what the server tells about itself ({@code http-api.md} 2, 3.3 to 3.5, 6). */
class AccountContractIT extends ContractSuite {
    private static final String GOOD = "password:'" + World.PASSWORD + "'";

    @Override
    protected List<Row> rows() {
        return List.of(
                row("login")
                        .as(NOBODY)
                        .post("/user/login", "{shortname:'omar', " + GOOD + "}")
                        .gives(
                                200,
                                "{status:'success', records:[{resource_type:'user', uuid:'*', shortname:'omar',"
                                        + "subpath:'users', attributes:{access_token:'*', type:'web'}}]}")
                        .event("update user management:/users/omar"),
                row("login_wrong", "password")
                        .as(NOBODY)
                        .post("/user/login", "{shortname:'omar', password:'x'}")
                        .fails(401, "auth", 10),
                row("login_wrong", "user")
                        .as(NOBODY)
                        .post("/user/login", "{shortname:'none', password:'x'}")
                        .fails(401, "auth", 10),
                row("login_wrong", "no identifier")
                        .as(NOBODY)
                        .post("/user/login", "{password:'x'}")
                        .fails(401, "auth", 10),
                row("login_several")
                        .as(NOBODY)
                        .post("/user/login", "{shortname:'omar', email:'a@b.co', " + GOOD + "}")
                        .fails(422, "request", 420),
                row("logout", "of nobody").as(NOBODY).post("/user/logout", "").gives(200, "{records:[]}"),
                row("profile")
                        .as(STRANGER)
                        .get("/user/profile")
                        .gives(
                                200,
                                "{records:[{resource_type:'user', shortname:'omar', subpath:'users', attributes:{"
                                        + "language:'*', type:'web', roles:[], groups:[], permissions:'*',"
                                        + "is_email_verified:false, is_msisdn_verified:false,"
                                        + "force_password_change:false}, attachments:'*'}]}"),
                row("profile", "rights")
                        .as(ADMIN)
                        .get("/user/profile")
                        .gives(
                                200,
                                "{records:[{attributes:{roles:['super_admin'], permissions:{'__all_spaces__:__all_subpaths__:content':{"
                                        + "allowed_actions:['view','update','...'], conditions:[], restricted_fields:[],"
                                        + "allowed_fields_values:{}, filter_fields_values:null}}}}]}"),
                row("me")
                        .as(STRANGER)
                        .get("/info/me")
                        .gives(200, "{attributes:{shortname:'omar', authenticated:true}}"),
                row("me", "as nobody")
                        .header("Authorization", "Bearer x")
                        .get("/info/me")
                        .gives(200, "{attributes:{shortname:'anonymous', authenticated:false}}"),
                row("manifest")
                        .as(ADMIN)
                        .get("/info/manifest")
                        .gives(
                                200,
                                "{attributes:{name:'DMART', api:'v1', plugins:['...'], service_details:{process_id:'*'}}}"),
                row("manifest", "for others")
                        .as(STRANGER)
                        .get("/info/manifest")
                        .gives(200, "{attributes:{name:'DMART', service_details:null}}"),
                row("settings").as(ADMIN).get("/info/settings").gives(200, "{attributes:{jwt_secret:'******'}}"),
                row("settings_denied").as(STRANGER).get("/info/settings").fails(401, "access", 401),
                row("hello").get("/").gives(200, "{status:'success', message:'DMART API'}"),
                row("live").get("/health/live").gives(200, "{status:'success', attributes:{live:true}}"),
                row("ready")
                        .get("/health/ready")
                        .gives(200, "{attributes:{ready:true, checks:{storage:'ok', index:'ok'}}}"));
    }
}
