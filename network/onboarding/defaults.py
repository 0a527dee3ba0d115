"""The first standard and the first words of the agreement: examples that a manufacturer replaces by versions of its own."""

from datetime import date
from typing import Any

STANDARD: dict[str, Any] = {
    "name": "2024.1",
    "valid_from": date(2024, 1, 1),
    "criteria": [
        {"code": "location", "name_zh": "区位与覆盖半径", "name_en": "Location and catchment", "points": 25},
        {"code": "premises", "name_zh": "场地与厂房", "name_en": "Premises and workshop", "points": 20},
        {"code": "capital", "name_zh": "资金与经营状况", "name_en": "Capital and finances", "points": 15},
        {"code": "people", "name_zh": "人员与资质", "name_en": "People and qualifications", "points": 20},
        {
            "code": "experience",
            "name_zh": "维修经验与口碑",
            "name_en": "Repair experience and reputation",
            "points": 15,
        },
        {"code": "will", "name_zh": "合作意愿", "name_en": "Willingness to co-operate", "points": 5},
    ],
    "pass_percent": 60,
    "limits": {"lead": 10, "selected": 5, "confirmed": 60, "accepted": 10, "signed": 5, "instructed": 2},
    "agreement_years": 3,
}

TEMPLATE: dict[str, Any] = {
    "name": "2024.1",
    "valid_from": date(2024, 1, 1),
    "clauses": [
        {
            "title_zh": "授权范围",
            "title_en": "Authorisation",
            "text_zh": "甲方授权乙方作为特约售后服务站，在约定区域内为甲方产品提供维修、保养、三包索赔及外出救援服务。",
            "text_en": "Party A authorises Party B as its service station to repair, maintain and rescue Party A's products and to handle their "
            "warranty within the agreed territory.",
        },
        {
            "title_zh": "服务标准",
            "title_en": "Standards of service",
            "text_zh": "乙方遵守甲方现行的服务管理制度、考核标准和技术资料，保持二十四小时值班电话畅通，并按时限完成救援。",
            "text_en": "Party B follows Party A's service rules, assessment standard and technical literature in force, keeps its duty phone "
            "answered day and night, and completes rescues within their limits.",
        },
        {
            "title_zh": "费用结算",
            "title_en": "Fees and settlement",
            "text_zh": "三包服务费用按结算日有效的费用政策和本协议约定的工时系数计算，经审核后按月结算。工时系数的调整以书面批示为准。",
            "text_en": "Warranty work is paid by the fee policy in force on the day of the repair and the labour coefficient of this agreement, "
            "after review, each month. The coefficient changes by written instruction only.",
        },
        {
            "title_zh": "旧件管理",
            "title_en": "Old parts",
            "text_zh": "三包更换的旧件归甲方所有，乙方按规定贴签、保管并返回。",
            "text_en": "Parts replaced under warranty belong to Party A; Party B labels, keeps and returns them as prescribed.",
        },
        {
            "title_zh": "信息系统与保密",
            "title_en": "System and confidentiality",
            "text_zh": "乙方使用甲方开通的服务站系统如实记录业务，保护客户个人信息，不得向第三方提供。",
            "text_en": "Party B records its work truthfully in the station system that Party A opens for it, and protects customers' personal data.",
        },
        {
            "title_zh": "期限与终止",
            "title_en": "Term and end",
            "text_zh": "本协议在约定期限内有效。任何一方严重违约，另一方可以书面通知终止；终止后按撤销、注销流程办理。",
            "text_en": "This agreement holds for the agreed term. After a serious breach the other party may end it in writing; withdrawal and "
            "deregistration then follow their procedures.",
        },
    ],
}
