package cc.dmart.core.internal.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the cell of a column goes and as what ({@code query.md} 8.3). */
class ImportColumnsTest {
    private static final JsonObject SCHEMA = json("{'type':'object','properties':{"
            + "'i':{'type':'integer'},'n':{'type':'number'},'b':{'type':'boolean'},'s':{'type':'string'},"
            + "'o':{'type':'object'},'l':{'type':'array','items':{'type':'string'}},"
            + "'la':{'type':'array'},'ln':{'type':'array','items':{'type':'number'}},'u':{'type':['integer','null']},"
            + "'deep':{'type':'object','properties':{'a':{'type':'object','properties':{'b':{'type':'object',"
            + "'properties':{'c':{'type':'integer'}}}}}}},'ref':{'$ref':'#/definitions/num'},"
            + "'subpath':{'type':'string'}},"
            + "'oneOf':[{'properties':{'x':{'type':'integer'}}},{'properties':{'x':{'type':'string'}}}],"
            + "'definitions':{'num':{'type':'number'}}}");

    private static JsonObject json(String text) {
        return (JsonObject) JsonCodec.parse(text.replace('\'', '"'));
    }

    private static ImportColumns.Row row(String name, String cell) {
        return new ImportColumns(List.of(name), ResourceType.CONTENT, Optional.of(SCHEMA)).row(List.of(cell));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "i;1,200;{'i':1200}",
                "i;-007;{'i':-7}",
                "n;1,200.50;{'n':1200.50}",
                "n;1e3;{'n':1e3}",
                "b;YES;{'b':true}",
                "b;0;{'b':false}",
                "b;f;{'b':false}",
                "s;12;{'s':'12'}",
                "s;=1+1;{'s':'=1+1'}",
                "o;{\"k\":TRUE,\"m\":NULL,\"t\":\"TRUE\"};{'o':{'k':true,'m':null,'t':'TRUE'}}",
                "l;[\"a\",1];{'l':['a','1']}",
                "l;a|b c;{'l':['a','b c']}",
                "ln;1|2;{'ln':[1,2]}",
                "ln;1,2;{'ln':[1,2]}",
                "l;x,y;{'l':['x,y']}",
                "la;1|-2.5|true|x|007|1,200;{'la':[1,-2.5,true,'x','007','1,200']}",
                "ln;[1,2];{'ln':[1,2]}",
                "u;5;{'u':5}",
                "x;5;{'x':5}",
                "x;five;{'x':'five'}",
                "ref;2.5;{'ref':2.5}",
                "deep.a.b.c;7;{'deep':{'a':{'b':{'c':7}}}}",
                "payload.body.i;7;{'i':7}",
                "unknown.a.b.c.d;7;{'unknown':{'a':{'b':{'c':{'d':'7'}}}}}",
                "subpath;here;{'subpath':'here'}",
            })
    void payload(String name, String cell, String expected) {
        ImportColumns.Row row = row(name, cell);
        assertEquals(json(expected), row.body());
        assertEquals(JsonObject.EMPTY, row.attributes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "is_active;no;{'is_active':false}",
                "tags;[\"a\", 'b'];{'tags':['a','b']}",
                "tags;a|b,c;{'tags':['a','b','c']}",
                "displayname.en;Red;{'displayname':{'en':'Red'}}",
                "displayname;{\"ar\":\"x\"};{'displayname':{'ar':'x'}}",
                "slug;red-pen;{'slug':'red-pen'}",
                "owner_shortname;mallory;{}",
                "created_at;2020-01-01;{}",
                "payload.checksum;abc;{}",
                "acl;[];{}",
                "last_checksum_history; abc ;{'last_checksum_history':'abc'}",
                "resource_type;content;{}",
                "space_name;shop;{}",
            })
    void meta(String name, String cell, String expected) {
        ImportColumns.Row row = row(name, cell);
        assertEquals(json(expected), row.attributes());
        assertEquals(JsonObject.EMPTY, row.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "TICKET;reporter;{\"name\":\"n\"};{'reporter':{'name':'n'}}",
                "TICKET;reporter.name;n;{'reporter':{'name':'n'}}",
                "PERMISSION;allowed_fields_values;{};{'allowed_fields_values':{}}",
                "PERMISSION;allowed_fields_values.tags;a|b;{'allowed_fields_values':{'tags':['a','b']}}",
                "PERMISSION;subpaths.shop;a|b;{'subpaths':{'shop':['a','b']}}",
            })
    void metaOfOthers(ResourceType type, String name, String cell, String expected) {
        ImportColumns columns = new ImportColumns(List.of(name), type, Optional.empty());
        assertEquals(json(expected), columns.row(List.of(cell)).attributes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {"i;1.5", "i;x", "n;1..2", "n;1e999999", "b;maybe", "o;[1]", "o;{", "ln;a|b", "is_active;perhaps"})
    void whatDoesNotFitTheTypeIsRefused(String name, String cell) {
        DmartException.Invalid error = assertThrows(DmartException.Invalid.class, () -> row(name, cell));
        assertEquals(List.of(400, 402), List.of(error.status(), error.code()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".a", "a.", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.0.1.2.3.4.5"})
    void illegalNames(String name) {
        assertThrows(DmartException.Invalid.class, () -> row(name, "x"));
    }

    @Test
    void names() {
        List<String> header = List.of(" shortname ", "i", "");
        ImportColumns columns = new ImportColumns(header, ResourceType.CONTENT, Optional.of(SCHEMA));
        assertEquals("a", columns.shortname(List.of(" a ", "1", "ignored")));
        assertEquals("auto", columns.shortname(List.of("", "1")));
        assertEquals(JsonObject.EMPTY, columns.row(List.of("a", " ")).body());
        assertThrows(DmartException.Invalid.class, () -> columns.row(List.of("a", "1", "", "more")));
        assertThrows(
                DmartException.Invalid.class,
                () -> new ImportColumns(List.of("", " "), ResourceType.CONTENT, Optional.empty()));
        ImportColumns clash = new ImportColumns(List.of("a", "a.b"), ResourceType.CONTENT, Optional.empty());
        assertThrows(DmartException.Invalid.class, () -> clash.row(List.of("1", "2")));
        assertEquals(
                "2",
                clash.row(List.of("", "2"))
                        .body()
                        .object("a")
                        .orElseThrow()
                        .string("b")
                        .orElseThrow());
    }
}
