"""The fields of a claim file. A row is one line of a claim; the rows of one `documentId` are one claim, whose head the first row tells.

Names follow the RepairOrder and Job of STAR (documentId, repairOrderCompletedDate, operationID, laborAllowanceHoursNumeric …); what STAR has no
name for is written in the same way.
"""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind
from common.imports.importers import Field

TYPES = tuple((one.value, one.label) for one in ClaimType if one not in (ClaimType.OUTBOUND_RESCUE, ClaimType.CAMPAIGN))
KINDS = tuple((one.value, one.label) for one in LineKind)

HEAD = (
    Field("documentId", _("Document"), required=True, longest=60, aliases=("工单号", "单据号"), example="RO-20260504-01"),
    Field("vin", _("VIN"), required=True, longest=17, aliases=("vehicleId", "车架号", "底盘号"), example="LZGJLDR4XBX012345"),
    Field("claimType", _("Type"), "choice", choices=TYPES, aliases=("索赔类型",), example="warranty"),
    Field("outDistanceMeasure", _("Mileage (km)"), "whole", required=True, aliases=("里程",), example="45210"),
    Field("failureDate", _("Failed on"), "date", aliases=("故障日期",), example="2026-05-03"),
    Field("repairOrderOpenedDate", _("Repair started"), "date", aliases=("开工日期",), example="2026-05-04"),
    Field("repairOrderCompletedDate", _("Repair finished"), "date", required=True, aliases=("完工日期", "维修日期"), example="2026-05-04"),
    Field("failureCode", _("Failure code"), longest=20, example="ENG-03"),
    Field("diagnosticTroubleCode", _("Trouble code (DTC)"), longest=12, example="P0201"),
    Field("suspectParameterNumber", _("SPN"), "whole", example="651"),
    Field("failureModeIdentifier", _("FMI"), "whole", example="5"),
    Field("complaintDescription", _("Complaint"), longest=2000, aliases=("故障现象",), example="水温高"),
    Field("causeDescription", _("Cause"), longest=2000, aliases=("故障原因",), example="水泵轴封老化"),
    Field("correctionDescription", _("Correction"), longest=2000, aliases=("处理措施",), example="更换水泵"),
    Field("authorizationNumber", _("Pre-authorisation"), longest=24, aliases=("预授权号",), example=""),
)  # fmt: skip
LINE = (
    Field("lineType", _("Kind"), "choice", required=True, choices=KINDS, aliases=("行类型", "明细类型"), example="part"),
    Field("operationID", _("Operation"), longest=20, aliases=("laborOperationId", "工时代码"), example=""),
    Field("itemID", _("Part number"), longest=30, aliases=("partNumber", "配件号", "件号"), example="612600061234"),
    Field("description", _("Description"), longest=160, aliases=("operationName", "名称"), example="水泵"),
    Field("laborAllowanceHoursNumeric", _("Hours"), "decimal", aliases=("工时",), example=""),
    Field("itemQuantity", _("Quantity"), "decimal", aliases=("数量",), example="1"),
    Field("unitPriceAmount", _("Unit price"), "money", aliases=("laborRateAmount", "单价"), example="345.00"),
    Field("isCausalPart", _("Causal part"), "flag", aliases=("主因件", "肇因件"), example="yes"),
    Field("oldSerialNumber", _("Old serial number"), longest=40, aliases=("旧件序列号",), example="SN1001"),
    Field("newSerialNumber", _("New serial number"), longest=40, aliases=("新件序列号",), example="SN2001"),
    Field("batchNumber", _("Batch"), longest=40, aliases=("批次",), example=""),
    Field("partInstalledDate", _("Part fitted on"), "date", aliases=("配件装车日期", "装车日期"), example=""),
    Field("partInstalledDistanceMeasure", _("Part fitted at (km)"), "whole", aliases=("配件装车里程", "装车里程"), example=""),
    Field("subletVendor", _("Done by (sublet, towing)"), longest=120, aliases=("外委单位",), example=""),
)  # fmt: skip
FIELDS = (*HEAD, *LINE)
NAMES = tuple(field.name for field in FIELDS)
