package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static cc.dmart.httptests.contract.Caller.STRANGER;
import static cc.dmart.httptests.contract.Row.filePart;
import static cc.dmart.httptests.contract.Row.part;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Row.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Zips;
import java.util.ArrayList;
import java.util.List;

/** Health checks, archives, plugins ({@code http-api.md} 4.9, 4.10, 4.15, 6). */
class CareContractIT extends ContractSuite {
    @Override
    protected void prepare(World world) {
        Shop.make(world, "care");
    }

    @Override
    protected List<Row> rows() {
        List<Row> out = new ArrayList<>(health());
        out.addAll(archives());
        out.addAll(plugins());
        return out;
    }

    private static List<Row> health() {
        return List.of(
                row("health")
                        .as(ADMIN)
                        .get("/managed/health/soft/care")
                        .gives(
                                200,
                                "{status:'success', attributes:{space_name:'care', health_type:'soft', total_issues:0, checks:['...'],"
                                        + "folders_report:{pens:{valid_entries:'*', invalid_entries:[]}}}}"),
                row("health", "hard")
                        .as(ADMIN)
                        .get("/managed/health/hard/care")
                        .gives(200, "{attributes:{health_type:'hard', total_issues:0}}"),
                row("health", "as the SDKs ask")
                        .as(ADMIN)
                        .get("/managed/health/care")
                        .gives(200, "{attributes:{health_type:'soft'}}"),
                row("health_denied")
                        .as(STRANGER)
                        .get("/managed/health/soft/care")
                        .fails(401, "access", 401),
                row("health_denied", "of an unknown kind")
                        .as(STRANGER)
                        .get("/managed/health/deep/care")
                        .fails(401, "access", 401),
                row("health_type").as(ADMIN).get("/managed/health/deep/care").fails(400, "media", 403),
                row("health_invalid").as(ADMIN).get("/managed/health/re-ad").fails(422, "validation", 424),
                row("health_invalid", "of a kind")
                        .as(ADMIN)
                        .get("/managed/health/hard/re-ad")
                        .fails(422, "validation", 424),
                row("health_space").as(ADMIN).get("/managed/health/soft/none").fails(400, "request", 203));
    }

    private static String meta(int number, String name) {
        return Json.strict("{uuid:'00000000-0000-4000-8000-00000000000" + number + "', shortname:'" + name
                + "', is_active:true, tags:['ink'], owner_shortname:'dmart', created_at:'2026-01-01T00:00:00.000000',"
                + "updated_at:'2026-01-01T00:00:00.000000'}");
    }

    private static byte[] archive() {
        return Zips.of(
                "brought/.dm/meta.space.json", meta(1, "brought"),
                "brought/pens/.dm/meta.folder.json", meta(2, "pens"),
                "brought/pens/.dm/green/meta.content.json", meta(3, "green"));
    }

    private static List<Row> archives() {
        return List.of(
                row("export")
                        .as(ADMIN)
                        .post("/managed/export", "{type:'search', space_name:'care', subpath:'/', limit:-1}")
                        .gives(200)
                        .has("Content-Type", "application/zip")
                        .has("Content-Disposition", "attachment; filename=\"care\\.zip\".*")
                        .check(reply -> assertThat(reply.body()).startsWith('P', 'K')),
                row("export", "nothing to see")
                        .as(STRANGER)
                        .post("/managed/export", "{type:'search', space_name:'care', subpath:'/', limit:-1}")
                        .gives(200)
                        .check(reply -> assertThat(reply.text()).doesNotContain("pens")),
                row("export_space")
                        .as(ADMIN)
                        .post("/managed/export", "{type:'search', space_name:'none', subpath:'/'}")
                        .fails(400, "request", 203),
                row("query_invalid", "as an archive")
                        .as(ADMIN)
                        .post("/managed/export", "{type:'thing', space_name:'care', subpath:'/'}")
                        .fails(422, "validation", 424),
                row("export", "the space alone is enough")
                        .as(ADMIN)
                        .post("/managed/export", "{space_name:'care'}")
                        .gives(200)
                        .has("Content-Type", "application/zip"),
                row("import")
                        .as(ADMIN)
                        .form("/managed/import", filePart("zip_file", "a.zip", "application/zip", archive()))
                        .gives(
                                200,
                                "{status:'success', attributes:{message:'*', spaces_inserted:1, entries_inserted:'*',"
                                        + "attachments_inserted:0, users_inserted:0, roles_inserted:0, permissions_inserted:0,"
                                        + "histories_inserted:0, skipped:0, failed_count:0, failed:[]}}"),
                row("entry", "of an archive")
                        .as(ADMIN)
                        .get("/managed/entry/content/brought/pens/green")
                        .gives(200, "{uuid:'00000000-0000-4000-8000-000000000003', tags:['ink']}"),
                row("import", "a second time nothing is new")
                        .as(ADMIN)
                        .form("/managed/import", filePart("zip_file", "a.zip", "application/zip", archive()))
                        .gives(200, "{attributes:{spaces_inserted:0, entries_inserted:0, skipped:3, failed:[]}}"),
                row("import_denied")
                        .as(STRANGER)
                        .form("/managed/import", filePart("zip_file", "a.zip", "application/zip", utf8("PK")))
                        .fails(401, "request", 401),
                row("no_token", "import")
                        .as(NOBODY)
                        .form("/managed/import", filePart("zip_file", "a.zip", "application/zip", utf8("PK")))
                        .fails(401, "jwtauth", 49),
                row("import_bad", "no archive")
                        .as(ADMIN)
                        .form("/managed/import", filePart("zip_file", "a.zip", "application/zip", utf8("no zip")))
                        .fails(400, "request", 402),
                row("import_part")
                        .as(ADMIN)
                        .form("/managed/import", part("x", "y"))
                        .fails(400, "request", 202));
    }

    private static List<Row> plugins() {
        return List.of(
                row("plugins").as(ADMIN).get("/info/plugins").gives(200, "{status:'success', records:['...']}"),
                row("no_token", "plugins").as(NOBODY).get("/info/plugins").fails(401, "jwtauth", 49),
                row("no_token", "manifest").as(NOBODY).get("/info/manifest").fails(401, "jwtauth", 49),
                row("no_token", "settings").as(NOBODY).get("/info/settings").fails(401, "jwtauth", 49));
    }
}
